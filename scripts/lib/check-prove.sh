# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/check --prove: that the tests of a patch fail without its fix.

# proofs: which of the checks fail on what is checked out, a word each, in
# $failing; what they say in $CHECK/proofs.
proofs() {
	local p
	failing=
	: >"$CHECK/proofs"
	for p in helpers build enums bounds kunit filter modules; do
		"tip_$p" >"$CHECK/proof" 2>&1 && continue
		failing+=" $p"
		grep -v '^ok ' "$CHECK/proof" | head -n 2 | sed "s/^/  $p: /" >>"$CHECK/proofs"
		# Without a kernel there is nothing to run.
		[ "$p" != build ] || break
	done
}

# test_half COMMIT: on top of the tree before it, what in it is test and not fix:
# tests in files of their own, what follows #[kunit_tests] in Rust, helpers that
# are only added, configuration of tests.
test_half() {
	local commit=$1 f cut
	checkout "$commit~"
	while IFS=$'\t' read -r _ deleted f; do
		case $f in
		*/tests/* | *_test.c | *-test.c | *_kunit.c | *_test.rs | *.kunitconfig | *Kconfig.test) cut=all ;;
		rust/helpers/*) [ "$deleted" = 0 ] && cut=all || cut= ;;
		*/Kconfig | */Makefile)
			cut=
			[ "$deleted" != 0 ] || ! tgit -C "$TREE" diff "$commit~" "$commit" -- "$f" | grep -q '^+.*KUNIT_TEST' || cut=all
			;;
		*.rs)
			cut=
			! tgit -C "$TREE" show "$commit:$f" 2>/dev/null | grep -q '^#\[.*kunit_tests(' || cut="tail"
			;;
		*) cut= ;;
		esac
		case $cut in
		all) tgit -C "$CHECK_TREE" checkout -q "$commit" -- "$f" ;;
		tail)
			{
				tgit -C "$TREE" show "$commit~:$f" 2>/dev/null | sed '/^#\[.*kunit_tests(/,$d'
				tgit -C "$TREE" show "$commit:$f" | sed -n '/^#\[.*kunit_tests(/,$p'
			} >"$CHECK_TREE/$f"
			;;
		esac
	done < <(tgit -C "$TREE" diff --numstat --no-renames --diff-filter=d "$commit~" "$commit")
}

# known_options: what the tree has of kunit/uml.config.
known_options() {
	tgit -C "$CHECK_TREE" grep -hE '^[[:space:]]*(menu)?config [A-Za-z0-9_]+$' -- '*Kconfig*' |
		awk 'FNR == NR { known["CONFIG_" $2]; next } !/^CONFIG_/ || substr($0, 1, index($0, "=") - 1) in known' - "$TOP/kunit/uml.config"
}

prove() {
	local commit=$1 before p proved= uml_config=$CHECK/proof.config
	at_exit "tgit -C '$CHECK_TREE' reset -q --hard"
	say "prove: the tests of this patch, without its fix"
	test_half "$commit"
	known_options >"$uml_config"
	proofs
	before=$failing
	sed 's/^/without: /' "$CHECK/proofs"
	[ -n "$before" ] || { say "prove: nothing fails without it"; return 1; }
	say "prove: with its fix"
	tgit -C "$CHECK_TREE" reset -q --hard
	checkout "$commit"
	proofs
	sed 's/^/with: /' "$CHECK/proofs"
	for p in $before; do
		[[ " $failing " = *" $p "* ]] || proved+=" $p"
	done
	# What stops the build hides the rest.
	[[ $failing != *build* ]] || proved=
	[ -n "$proved" ] || { say "prove: the same fails with it"; return 1; }
	say "prove: passes with the fix, fails without:$proved"
}
