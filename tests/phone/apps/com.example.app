# SPDX-License-Identifier: Apache-2.0
package com.example.app 10701 0 third 1203 1.2.3 -
# Talks 5 ms after it has been started, and on.
activity .MainActivity
view https://app.example/ .LinkActivity
draw 40
5000     30000000 tcp    4  203.0.113.10        443  phone out=517 in=4000
30000    200000   tcp    46 203.0.113.11        443  phone out=300 in=900
120000   60000000 tcp    6  2001:db8:4::5228    5228 phone out=300
250000   60000000 udp    4  203.0.113.12        443  phone out=1200
900000   300000   tcp    4  198.51.100.80       80   peer  out=200 in=20000
1500000  700000   refused 4 203.0.113.10        81   phone
2000000  5000000  silent 4  203.0.113.250       443  phone
on-fresh
60000    400000   tcp    4  198.51.100.201      443  phone out=400 in=1000
on-view
10000    3000000  tcp    4  198.51.100.202      443  phone out=100
