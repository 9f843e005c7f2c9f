# SPDX-License-Identifier: Apache-2.0
#
# cmake -DIN=file.sh -DOUT=file.c -DNAME=symbol -P embed.cmake
#
# Turns a script for the phone into a C array. Comments on lines of their
# own ("#" and a blank, or "#" alone), indentation and empty lines are left
# out: every byte travels to the phone. A line that starts with "#" and
# anything else is text of the script.

file(READ "${IN}" text)
set(text "\n${text}\n")
string(REGEX REPLACE "\n[ \t]+" "\n" text "${text}")
string(REGEX REPLACE "\n# [^\n]*" "" text "${text}")
while(text MATCHES "\n#?\n")
    string(REGEX REPLACE "\n#?\n" "\n" text "${text}")
endwhile()
string(REGEX REPLACE "^\n" "" text "${text}")
if(NOT text MATCHES "\n$")
    string(APPEND text "\n")
endif()

string(LENGTH "${text}" len)
string(HEX "${text}" hex)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REPEAT "0x..," 12 row)
string(REGEX REPLACE "(${row})" "\\1\n    " bytes "${bytes}")
file(WRITE "${OUT}" "/* Made from ${NAME}.sh by embed.cmake. */
#include \"collect/script_pieces.h\"

static const char text[] = {
    ${bytes}0x00
};
const struct script_piece script_${NAME} = {text, ${len}};
")
