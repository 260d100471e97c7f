#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/lib/helpers-by-hand: how many C helpers are written by hand, and why.

load helper

setup() {
	make_repo
	make_tree
	mkdir -p "$TREE/rust/helpers/tests"
	printf '%s\n' '// SPDX-License-Identifier: GPL-2.0' '#include <linux/a.h>' '' '/* Macros. */' \
		'#ifdef A' '__rust_helper void rust_helper_f(int a)' '{' '}' '#endif' '' \
		'__rust_helper' 'void rust_helper_g(void)' '{' '}' >"$TREE/rust/helpers/a.c"
	echo 'void rust_helper_atomic_read(void)' >"$TREE/rust/helpers/atomic.c"
	echo 'rust_helper_f(1); rust_helper_h(2);' >"$TREE/rust/helpers/tests/a_kunit.c"
	git -C "$TREE" add -A
}

@test "helpers-by-hand: what it counts" {
	run scripts/lib/helpers-by-hand "$TREE"
	[[ $status -eq 0 && $output = '2 written by hand' ]]
	run scripts/lib/helpers-by-hand "$TREE" 2
	[ "$status" -eq 0 ]
}

@test "helpers-by-hand: too many" {
	run scripts/lib/helpers-by-hand "$TREE" 1
	[[ $status -eq 1 && $output = '2 helpers are written by hand, more than 1' ]]
}

@test "helpers-by-hand: no reason" {
	sed -i '/Macros/d' "$TREE/rust/helpers/a.c"
	run scripts/lib/helpers-by-hand "$TREE" 2
	[[ $status -eq 1 && $output = *'no comment says why'*'a.c: __rust_helper void rust_helper_f(int a)'* ]] || { echo "$output"; return 1; }
}
