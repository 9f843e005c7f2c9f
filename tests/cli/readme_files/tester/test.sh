#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A tester's own test, as README.md has it: it says what it does.
sleep 1
echo login
sleep 1
echo logout
