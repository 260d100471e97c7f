#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/lib/helpers-run: which C helpers were run, by what a kernel said.

load helper

setup() {
	make_repo
	make_tree
	mkdir -p "$TREE/rust/helpers/tests" "$HOME/bin" build/rust/helpers
	printf '%s\n' 'int rust_helper_a(int x)' '{' '}' >"$TREE/rust/helpers/one.c"
	printf '%s\n' 'void' 'rust_helper_b(void)' '{' '}' '#ifdef X' 'int rust_helper_absent(void) {}' '#endif' \
		>"$TREE/rust/helpers/two.c"
	# What a test calls is no helper.
	echo 'rust_helper_no_such(1);' >"$TREE/rust/helpers/tests/one_kunit.c"
	git -C "$TREE" add -A
	printf '%s\n' '#!/bin/sh' 'for f in a b made_by_macro; do echo "0000000000000010 T rust_helper_$f"; done' \
		'echo "0000000000000010 t rust_helper_static"' >"$HOME/bin/nm"
	chmod +x "$HOME/bin/nm"
	PATH=$HOME/bin:$PATH
	printf '%s\n' 'ok 1' 'rust_helpers: not run: b' 'rust_helpers: 2 of 3 were run' >log
	printf '%s\n' '# A comment.' '' 'b       a reason' 'absent  another' >list
}

helpers_run() { run scripts/lib/helpers-run "$TREE" "$PWD/list" "$PWD/build" "$PWD/log" "$@"; }

@test "helpers-run: what is listed was not run, and all else was" {
	helpers_run
	[[ $status -eq 0 && $output = '3 in the image, 2 run, 1 not; of all 4, 2 run nowhere' ]] || { echo "$output"; return 1; }
}

@test "helpers-run: one that is not run and not listed" {
	sed -i /^b/d list
	helpers_run
	[[ $status -eq 1 && $output = 'b: no test runs it, and list does not say why' ]] || { echo "$output"; return 1; }
}

@test "helpers-run: one that no kernel has" {
	sed -i /^absent/d list
	helpers_run
	[[ $status -eq 1 && $output = 'absent: no test runs it'* ]]
}

@test "helpers-run: one that is listed, and was run or is no helper" {
	printf '%s\n' 'a  why' 'no_such  why' >>list
	helpers_run
	[[ $status -eq 1 && $output = 'a: is in list, but was run, or is no helper'$'\n''no_such: is in list'* ]]
}

@test "helpers-run: another kernel that runs it" {
	printf '%s\n' 'rust_helpers: not run: a' 'rust_helpers: 2 of 3 were run' >other
	sed -i /^b/d list
	helpers_run "$PWD/build" "$PWD/other"
	[[ $status -eq 0 && $output = *'1 run nowhere' ]] || { echo "$output"; return 1; }
}

@test "helpers-run: a kernel that says nothing of helpers" {
	echo 'ok 1' >log
	helpers_run
	[[ $status -eq 1 && $output = */log' does not say which helpers were run' ]]
}
