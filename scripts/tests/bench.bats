#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/bench and the table that it writes. What it measures is real only where
# there is a kernel: here, only that it is written right.

load helper

setup() { make_repo; }

@test "bench: help, the rows, and what is no argument" {
	run --separate-stderr scripts/bench --help
	[[ $status -eq 0 && $output = 'Usage: scripts/bench'* && -z $stderr ]]
	run --separate-stderr scripts/bench --list
	[[ $status -eq 0 && $output = *$'\ntouched '* && -z $stderr ]]
	for bad in --nonsense nonsense '--rounds 0' '--rounds many' --rounds; do
		# shellcheck disable=SC2086
		run --separate-stderr scripts/bench $bad
		[[ $status -eq 2 && -z $output && ${#stderr_lines[@]} -eq 1 ]] || { echo "$bad: $output$stderr"; return 1; }
	done
}

@test "bench: without a base tree it says what to do" {
	rm -rf .work/linux
	run --separate-stderr scripts/bench
	[[ $status -eq 1 && $stderr = *'run scripts/base'* ]]
}

@test "bench: medians, least, most and ratios" {
	printf '%s\n' 'a base 10' 'a base 30' 'a base 20' 'a series 5' 'a series 6' 'a series 4' \
		'b base 2' 'b base 4' 'b series 9' 'c base 1' >figures
	printf '%s\n' 'A title' 'row a                 1.00' 'row d  measured elsewhere   1.50' >before
	run scripts/lib/bench-table figures 2 7.3.4 before <<<$'a|s|row a\nb|MB|row b\nc|s|half measured\nd|s|row d'
	[ "$status" -eq 0 ]
	[[ $output = *'row a '*' 3  20.00 s (10.00 to 30.00)   5.00 s (4.00 to 6.00)      0.25'* ]]
	[[ $output = *'row b '*' 2  3.00 MB (2.00 to 4.00)     9.00 MB                    3.00'* ]]
	[[ $output != *'half measured'* ]]
	[[ $output = *$'\nrow d  measured elsewhere   1.50\n# plot\n"a" 0.2500\n"b" 3.0000\n"d" 1.5000' ]]
}
