# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The record of checked trees, kunit/checked: for each patch that was built and
# passed, its tree, the tree before it, the toolchain and the number of tests.
# The last line is a sum over the others.

RECORD=$TOP/kunit/checked

toolchain_id() {
	{
		clang --version | head -n 1
		rustc --version
		bindgen --version
	} | sha256sum | cut -c1-16
}

record_sum() { sha256sum | cut -d' ' -f1; }

# record_valid: the record was written by scripts/check alone.
record_valid() {
	[ -f "$RECORD" ] || return 0
	[ "$(tail -n 1 "$RECORD")" = "# sum $(head -n -1 "$RECORD" | record_sum)" ] || {
		echo "kunit/checked was edited: git checkout kunit/checked, or remove it and let scripts/check --all write it anew"
		return 1
	}
}

record_has() { [ -f "$RECORD" ] && grep -q "^$1 $2 $TOOLCHAIN " "$RECORD"; }

# record_add TREE PARENT TESTS: also drops what is no tree of the series any more.
record_add() {
	local trees new=$RECORD.new
	trees=$(tgit -C "$TREE" log --format=%T "base..$SERIES_TIP")
	{
		printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' \
			'# Trees that scripts/check has built and tested; only it writes this file.' \
			'# tree, tree before it, toolchain, tests passed'
		{
			[ ! -f "$RECORD" ] || grep -v '^#' "$RECORD" | grep -v "^$1 $2 $TOOLCHAIN " | grep -F "$trees" || true
			echo "$1 $2 $TOOLCHAIN $3"
		} | sort
	} >"$new"
	echo "# sum $(record_sum <"$new")" >>"$new"
	mv "$new" "$RECORD"
}
