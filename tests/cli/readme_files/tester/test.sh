#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A tester's own test, as README.md has it: it says what it does.
sleep 0.5
echo login
sleep 0.5
echo logout
