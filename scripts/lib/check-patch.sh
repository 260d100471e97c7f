# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# scripts/check: one patch by the rules of Documentation/rules.

CODESPELL=$(find /usr/lib/python3 /usr/share/codespell -name dictionary.txt 2>/dev/null | head -n 1 || true)

# A file of a patch that is compiled, as against Kconfig, Makefiles and texts.
is_source() { [[ $1 == *.c || $1 == *.h || $1 == *.rs || $1 == *.S ]]; }

# rules FILE COMMIT: what checkpatch does not know.
patch_rules() {
	local file=$1 commit=$2 id rc=0
	grep -qxF "From: $AUTHOR" "$file" || { echo "From is not $AUTHOR"; rc=1; }
	! grep -qE '^(Signed-off-by|Assisted-by):' "$file" ||
		{ echo "has a tag that is the sender's to add"; rc=1; }
	! grep -qE "@[A-Z0-9]+@" <(tgit -C "$TREE" log -1 --format=%B "$commit") ||
		{ echo "has a placeholder in its message"; rc=1; }
	# Instead of UNKNOWN_COMMIT_ID: the base is one commit, so ids are looked up in a list.
	while read -r id; do
		grep -q "^$id" "$TOP/scripts/lib/commit-ids" ||
			{ echo "commit $id is not in scripts/lib/commit-ids"; rc=1; }
	done < <(tgit -C "$TREE" log -1 --format=%B "$commit" |
		sed -nE 's/^Fixes: ([0-9a-f]{7,40}) .*/\1/p; s/.*\bcommit ([0-9a-f]{7,40})\b.*/\1/p')
	while read -r id; do
		grep -qxF -- "$id" <(sed -E 's/^([0-9a-f]{12})[0-9a-f]* (.*)$/Fixes: \1 ("\2")/' "$TOP/scripts/lib/commit-ids") ||
			{ echo "'$id' is not as in scripts/lib/commit-ids"; rc=1; }
	done < <(tgit -C "$TREE" log -1 --format=%B "$commit" | grep '^Fixes: ' || true)
	return $rc
}

# checkpatch judges the patch as it would be mailed, by somebody. The names of libclang
# are as they are.
patch_checkpatch() {
	local file=$1 out=$2
	# shellcheck disable=SC2317
	sender() { SENDER='A Sender <sender@example.org>'; }
	sender_patches "$out" "$file"
	(cd "$CHECK_TREE" && perl scripts/checkpatch.pl --strict --codespell ${CODESPELL:+--codespellfile "$CODESPELL"} \
		--ignore FILE_PATH_CHANGES,UNKNOWN_COMMIT_ID --no-summary --terse --showfile \
		"$out/$(basename "$file")" 2>&1) | grep -vE 'has no obvious style problems|CHECK: Avoid CamelCase: <(clang_|CX)' || true
}

checkout() { tgit -C "$CHECK_TREE" checkout -q --detach "$1" || die "cannot check out $1 in $CHECK_TREE"; }

# Lines and columns move from patch to patch, what is said of them does not.
warnings() {
	sed -E "s,$CHECK_TREE/,,g; s/:[0-9]+(:[0-9]+)?:/:/" "$@" |
		grep -E '(warning|WARNING|error):' | grep -vE '^(clang diag|[0-9]+ warnings? generated)' | sort -u || true
}

KUNITCONFIG=rust

# build LOG DIR [CONFIG [OPTION]]: the kernel of what is checked out, with the tree's
# own rust/.kunitconfig or $KUNITCONFIG, a configuration of ours on top, and an option
# for make. The image depends on the source alone: equal images need not run twice.
build() {
	local log=$1 dir=$2
	# What two compilers say at once is not to be mixed.
	local -a args=(--kunitconfig="$KUNITCONFIG" ${3:+--kunitconfig="$3"} --make_options LLVM=1 ${4:+--make_options="$4"}
		--make_options=--output-sync=target --build_dir="$dir" --kconfig_add CONFIG_LOCALVERSION_AUTO=n)
	mkdir -p "$dir"
	export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' KBUILD_BUILD_VERSION=1 \
		KBUILD_BUILD_USER=rust KBUILD_BUILD_HOST=bridge
	kunit_py "$CHECK_TREE" config "${args[@]}" >"$log" 2>&1 &&
		kunit_py "$CHECK_TREE" build "${args[@]}" --jobs "$JOBS" >>"$log" 2>&1
}

# run_kunit DIR RESULTS [ARGUMENT]...: status and name of every test, or false without any.
run_kunit() {
	local dir=$1 results=$2
	shift 2
	rm -f "$dir/results.json"
	kunit_py "$CHECK_TREE" exec --build_dir="$dir" --json="$dir/results.json" \
		${junit:+--junit="$junit/$(tgit -C "$CHECK_TREE" log -1 --format=%f)-$(basename "$dir")-$(basename "$results").xml"} "$@" >"$dir/kunit.log" 2>&1 || true
	[ -s "$dir/results.json" ] && "$TOP/scripts/lib/kunit-results" "$dir/results.json" | sort -u >"$results" &&
		[ -s "$results" ]
}

# lint FILE...: what the tools say of single files, as they stand.
lint() {
	local f objects=
	for f; do
		[ -f "$CHECK_TREE/$f" ] || continue
		case $f in
		*.c | *.h)
			(cd "$CHECK_TREE" && tools/docs/kernel-doc -none -Wall "$f" 2>&1) || true
			;;&
		# A host program is no object of the kernel.
		scripts/*) ;;
		*.c) objects+=" $(objects_of "$CHECK_BUILD" "$f")" ;;
		esac
	done
	[ -n "${objects// /}" ] || return 0
	# shellcheck disable=SC2086
	make -s -C "$CHECK_TREE" ARCH=um LLVM=1 O="$CHECK_BUILD" W=1 C=2 $objects 2>&1 </dev/null || true
}

# objects_of BUILD FILE: the objects there that were made from it, included or not.
objects_of() {
	(cd "$1" && grep -rlF --include='.*.cmd' " $CHECK_TREE/$2" . 2>/dev/null |
		sed -nE 's,^\./(.*/)?\.([^/]*\.o)\.cmd$,\1\2,p') | tr '\n' ' '
}

# compiled BUILD FILE: some target there was made from the file. Dependencies of
# Rust stand in .cmd as well; a proc macro or host tool may keep a .d of its own.
compiled() {
	grep -rqF --include='.*.cmd' --include='.*.d' --include='*.d' -e "$CHECK_TREE/$2" -e " $2" "$1" 2>/dev/null ||
		# A header that is included from the directory beneath, as "../name".
		grep -rqE --include='.*.cmd' -e "$CHECK_TREE/${2%/*}/[^/ ]+/\.\./${2##*/}\b" "$1" 2>/dev/null
}

# state COMMIT: build it and run KUnit, into $STATE (results, warnings, image).
# A state that is the one at hand is not built again.
state() {
	local commit=$1 dir=$CHECK/state image
	[ "$(cat "$dir/commit" 2>/dev/null)" != "$commit $TOOLCHAIN" ] || return 0
	mkdir -p "$dir"
	rm -f "$dir/commit"
	checkout "$commit"
	build "$dir/log" "$CHECK_BUILD" || {
		why="does not build: $(grep -m1 -E 'error(:|\[)|\*\*\*' "$dir/log" || tail -n 1 "$dir/log") (all of it in $dir/log)"
		return 1
	}
	image=$(sha256sum <"$CHECK_BUILD/vmlinux")
	if [ "$image" != "$(cat "$dir/image" 2>/dev/null)" ] || [ ! -s "$dir/results" ]; then
		rm -f "$dir/image"
		run_kunit "$CHECK_BUILD" "$dir/results" || {
			why="does not get through KUnit: $(grep -m1 -E 'panic|BUG|ERROR' "$CHECK_BUILD/kunit.log" || true) (all of it in $CHECK_BUILD/kunit.log)"
			return 1
		}
		echo "$image" >"$dir/image"
	fi
	echo "$commit $TOOLCHAIN" >"$dir/commit"
}

# check_patch FILE COMMIT: the line of one patch. Builds it if $BUILD_IT is set.
check_patch() {
	local file=$1 commit=$2 line='' out f lost said t0
	local -a files=()
	why=
	temp_dir out
	mapfile -t files < <(tgit -C "$TREE" diff --name-only --diff-filter=d "$commit~" "$commit")

	said=$(patch_rules "$file" "$commit") || { why=$said; return 1; }
	said=$(patch_checkpatch "$file" "$out")
	[ -z "$said" ] || { why="checkpatch: $said"; return 1; }
	line='checkpatch ok'
	if [ -z "$BUILD_IT" ]; then
		status="$line${1:+, built before}"
		[ -z "$QUICK" ] || status=$line
		return 0
	fi

	state "$commit~" || { why="the patch before it $why"; return 1; }
	cp "$CHECK/state/results" "$out/before"
	[ -f "$CHECK/warnings-base" ] || warnings "$CHECK/state/log" >"$CHECK/warnings-base"
	lint "${files[@]}" >"$out/lint-before"

	t0=$SECONDS
	state "$commit" || return 1
	line+=", built $((SECONDS - t0)) s"
	warnings "$CHECK/state/log" | comm -13 "$CHECK/warnings-base" - >"$out/new"
	lint "${files[@]}" >"$out/lint-after"
	comm -13 <(warnings "$out/lint-before") <(warnings "$out/lint-after") >>"$out/new"
	if printf '%s\n' "${files[@]}" | grep -q '\.rs$'; then
		make -s -C "$CHECK_TREE" ARCH=um LLVM=1 O="$CHECK_BUILD" rustfmtcheck >"$out/fmt" 2>&1 </dev/null ||
			{ why="rustfmtcheck: $(grep -m1 '^Diff in' "$out/fmt" || head -n 1 "$out/fmt")"; return 1; }
	fi
	[ ! -s "$out/new" ] || { why="a new warning: $(head -n 1 "$out/new")"; return 1; }

	said=$(grep -vE '^(PASS|SKIP) ' "$CHECK/state/results" | head -n 3 | tr '\n' ' ')
	[ -z "$said" ] || { why="KUnit: $said(in $CHECK_BUILD/kunit.log)"; return 1; }
	# A test that passed before still does, unless the message says why not.
	for lost in $(comm -23 <(sed -n 's/^PASS //p' "$out/before" | sort) <(sed -n 's/^PASS //p' "$CHECK/state/results" | sort)); do
		tgit -C "$TREE" log -1 --format=%B "$commit" | grep -qwF -e "${lost##*.}" -e "${lost%%.*}" ||
			{ why="KUnit: $lost passed before and is gone, and the message does not say why"; return 1; }
	done
	tests=$(grep -c '^PASS ' "$CHECK/state/results")
	status="$line, KUnit $tests passed"
	for f in "${files[@]}"; do
		! is_source "$f" || ! compiled "$CHECK_BUILD" "$f" || echo "$f" >>"$CHECK/compiled"
	done
	record_add "$(tgit -C "$TREE" rev-parse "$commit^{tree}")" \
		"$(tgit -C "$TREE" rev-parse "$commit~^{tree}")" "$tests"
}
