#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What --exercise of README.md calls while each app is watched.
echo "mark: tapped in $ADBNET_PACKAGE"
adb -s "$ANDROID_SERIAL" shell input tap 1 1
