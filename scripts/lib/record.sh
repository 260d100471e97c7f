# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The record of checked trees, kunit/checked: for each patch that was built and
# passed, its tree, the tree before it, the toolchain and the number of tests; for a
# part of the check, the tree of the series, what the part is made of, the toolchain
# and its name. The last line is a sum over the others.

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

# record_shared TREE PARENT-OR-INPUTS: the record that is committed has it, whatever the
# toolchain: the same on every machine, and while a check goes on.
record_shared() {
	[ -n "${SHARED+set}" ] || SHARED=$(tgit -C "$TOP" show HEAD:kunit/checked 2>/dev/null || true)
	grep -q "^$1 $2 " <<<"$SHARED"
}

# record_add TREE PARENT TESTS, record_add TREE INPUTS part:NAME
record_add() { record_write "$@"; }

# record_drop TREE INPUTS
record_drop() { ! record_has "$@" || record_write "$@"; }

# record_write TREE PARENT-OR-INPUTS [WHAT]: puts that line in the place of the one that
# there may be, and of what a part passed on before; drops what is no tree of the series
# any more.
record_write() {
	local trees new=$RECORD.new part='$^'
	[[ ${3:-} != part:* ]] || part=" $TOOLCHAIN $3\$"
	trees=$(tgit -C "$TREE" log --format=%T "base..$SERIES_TIP")
	{
		printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' \
			'# Trees that scripts/check has built and tested; only it writes this file.' \
			'# tree, tree before it, toolchain, tests passed; tree, inputs, toolchain, part'
		{
			[ ! -f "$RECORD" ] || grep -v '^#' "$RECORD" | grep -v -e "^$1 $2 $TOOLCHAIN " -e "$part" | grep -F "$trees" || true
			[ $# -eq 2 ] || echo "$1 $2 $TOOLCHAIN $3"
		} | sort
	} >"$new"
	echo "# sum $(record_sum <"$new")" >>"$new"
	mv "$new" "$RECORD"
}
