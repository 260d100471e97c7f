# SPDX-License-Identifier: GPL-2.0
#
# The ratios of scripts/bench: gnuplot -e "data='FILE'" bench.gnuplot >FILE.svg

set terminal svg size 800,400 font "sans-serif,12"
set style fill solid 0.6
set boxwidth 0.6
set yrange [0:*]
set ylabel "series / base"
set grid ytics
set arrow from graph 0, first 1 to graph 1, first 1 nohead lt 0 lw 2
unset key
plot data using 0:2:xtic(1) with boxes lc rgb "#4060a0", \
     "" using 0:2:(sprintf("%.2f", $2)) with labels offset 0,0.7
