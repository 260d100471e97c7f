# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/check: the repository's own tests. Each function is one check: it is
# silent and true, or says what is wrong.

scripts_of_repo() {
	(cd "$TOP" && git ls-files -co --exclude-standard -- scripts kunit .ci | while read -r f; do
		[ -f "$f" ] || continue
		first=
		read -r first <"$f" || true
		case $f:$first in
		*.sh:* | *.bash:* | *:'#!/bin/sh'* | *:'#!/bin/bash'*) echo "$f" ;;
		esac
	done)
}

check_shellcheck() { (cd "$TOP" && scripts_of_repo | xargs shellcheck -x); }

# Each file by a bats of its own, as many at once as there are processors. What passed
# is not said: a failure stays in sight where a log is cut. What was skipped is, in a line.
check_bats() {
	printf '%s\0' "$TOP"/scripts/tests/*.bats |
		env -u RUST_BRIDGE_LOCK xargs -0 -n 1 -P "$(nproc)" bats 9>&- |
		awk '/^ok .* # skip/ { sub(/^ok [0-9]+ /, ""); skipped = skipped (n++ ? "; " : "skipped: ") $0 }
			!/^(ok |1\.\.)/
			END { if (n) print skipped }'
}

check_agree() { series_agree; }

check_export() { "$TOP/scripts/export" --check >/dev/null; }

# Every file says its licence; nothing names the machine it was written on.
check_files() {
	local f first rc=0 names
	names=$(cd "$TOP" && git ls-files -co --exclude-standard)
	while read -r f; do
		[ -s "$TOP/$f" ] || continue
		case $f in
		patches/* | COPYING | LICENSES/* | *.diff | *.svg | kunit/checked) continue ;;
		esac
		mapfile -t -n 5 first <"$TOP/$f"
		[[ ${first[*]} = *'SPDX-License-Identifier: '* ]] ||
			{ echo "$f has no SPDX line"; rc=1; }
	done <<<"$names"
	! (cd "$TOP" && xargs grep -nIF -- "$TOP/" <<<"$names" /dev/null) || rc=1
	return $rc
}

# get_maintainer.pl's own test reads a tree's MAINTAINERS and nothing else. All of
# it takes 40 s, the entries of the series none.
check_maintainers() {
	local said
	cp "$TOP/MAINTAINERS.fragment" "$CHECK_TREE/MAINTAINERS"
	said=$(cd "$CHECK_TREE" && scripts/get_maintainer.pl --self-test=sections,patterns 2>&1 || true)
	tgit -C "$CHECK_TREE" checkout -q -- MAINTAINERS
	[ -z "$said" ] || { echo "$said"; return 1; }
}

# Every path that the series adds has an F: line at its tip.
check_new_paths() {
	local f rc=0
	while read -r f; do
		(cd "$CHECK_TREE" && scripts/get_maintainer.pl --no-git --no-git-fallback --no-l --no-rolestats \
			--no-n --sections -f "$f" 2>/dev/null | grep '^[A-Z].*' | grep -qv '^THE REST') ||
			{ echo "no entry of MAINTAINERS covers $f"; rc=1; }
	done < <(tgit -C "$TREE" diff --diff-filter=A --name-only base "$SERIES_TIP")
	return $rc
}
