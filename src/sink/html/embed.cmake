# SPDX-License-Identifier: Apache-2.0
#
# cmake -DIN=report.css -DOUT=file.c -DNAME=css -P embed.cmake
#
# Turns what stands in every report into a C array, with the hash by which
# the page's Content-Security-Policy lets it in: SHA-256 of the very bytes,
# in base64.

file(READ "${IN}" text)
if(text MATCHES "</" OR text MATCHES "<!--" OR text MATCHES "\r")
    message(FATAL_ERROR "${IN}: would end its element, or is not as hashed")
endif()

set(alphabet
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
file(SHA256 "${IN}" sum)
# 32 bytes are ten groups of three and two more.
string(APPEND sum "00")
set(hash "")
foreach(at RANGE 0 60 6)
    string(SUBSTRING "${sum}" ${at} 6 three)
    math(EXPR value "0x${three}")
    foreach(shift 18 12 6 0)
        math(EXPR digit "(${value} >> ${shift}) & 63")
        string(SUBSTRING "${alphabet}" ${digit} 1 digit)
        string(APPEND hash "${digit}")
    endforeach()
endforeach()
string(SUBSTRING "${hash}" 0 43 hash)

file(READ "${IN}" hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REPEAT "0x..," 12 row)
string(REGEX REPLACE "(${row})" "\\1\n    " bytes "${bytes}")
file(WRITE "${OUT}" "/* Made from report.${NAME} by embed.cmake. */
#include \"sink/html/html.h\"

const char html_${NAME}[] = {
    ${bytes}0x00
};
const char html_${NAME}_hash[] = \"sha256-${hash}=\";
")
