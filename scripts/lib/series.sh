# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# The series file, the patches it names, and the branch that they become.

SERIES=$TOP/series
PATCHES=$TOP/patches

# Where git keeps what patches/ held when it last agreed with the branch.
SYNCED=refs/rust-bridge/synced

# topic, block of numbers, what it is, subject prefixes (extended regexp)
TOPICS='fixes	0	bugs of mainline at the boundary, each with a test	
kbuild	1000	generated files, layout proofs, UML, crates	kbuild: rust:|rust: kbuild:
helpers	2000	C helper shims: tests, then generation	rust: helpers:
kunit	3000	what KUnit from C can do and from Rust cannot	rust: kunit:
fs	4000	the VFS bridge and its filesystems	rust: fs:
net	5000	sockets, threads, the 9p server, network devices	rust: net:
wlan	6000	cfg80211, mac80211	rust: wlan:
block	7000	blk-mq, DMA, NVMe	rust: block:
extmod	8000	modules outside the tree	
docs	9000	Documentation/rust, MAINTAINERS	Documentation: rust:|MAINTAINERS:'

topic_names() { cut -f1 <<<"$TOPICS"; }
topic_field() { awk -F'\t' -v t="$1" -v n="$2" '$1 == t { print $n }' <<<"$TOPICS"; }

need_topic() {
	topic_names | grep -qxF -- "$1" ||
		die "no topic '$1'; there are: $(topic_names | tr '\n' ' ')"
}

# The topic that a patch's number says.
topic_of() {
	local n=$((10#${1:0:4}))
	awk -F'\t' -v n="$n" '$2 < n { t = $1 } END { print t }' <<<"$TOPICS"
}

# The patches in order, as file names without patches/; of one topic if named.
series_patches() {
	local p
	[ -f "$SERIES" ] || die "there is no file series in $TOP"
	sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' -e 's,^patches/,,' "$SERIES" |
		while read -r p; do
			[ -z "${1:-}" ] || [ "$(topic_of "$p")" = "$1" ] || continue
			printf '%s\n' "$p"
		done
}

# series and patches/ name the same files; every number fits its order.
series_agree() {
	local named there extra
	named=$(series_patches) || return 1
	there=$(cd "$PATCHES" 2>/dev/null && find . -mindepth 1 -printf '%P\n' | sort)
	extra=$(comm -13 <(sort <<<"$named") <(echo "$there") | head -n 1)
	[ -z "$extra" ] || { warn "patches/$extra is not named in series: add it by scripts/export, or remove it"; return 1; }
	extra=$(comm -23 <(sort <<<"$named") <(echo "$there") | head -n 1)
	[ -z "$extra" ] || { warn "series names $extra, which is not in patches/: restore it, or scripts/export again"; return 1; }
	sort -C -u <<<"$named" || { warn "the patches in series are not in the order of their numbers: scripts/export again"; return 1; }
	grep -qvE '^[0-9]{4}-[A-Za-z0-9._-]+\.patch$' <<<"$named" || return 0
	[ -z "$named" ] || { warn "series names a file that scripts/export does not write: $(grep -vEm1 '^[0-9]{4}-[A-Za-z0-9._-]+\.patch$' <<<"$named")"; return 1; }
}

# What identifies the series as stored: the hash of series and of every patch.
series_hash() {
	(cd "$TOP" && cat series && series_patches | sed 's,^,patches/,' | xargs -r cat) | sha256sum | cut -d' ' -f1
}

patch_subject() {
	tgit mailinfo -b /dev/null /dev/null <"$1" | sed -n 's/^Subject: //p' |
		sed 's/^\[PATCH[^]]*\] *//'
}

# am_series TREE COMMIT PATCH...: the patches on top of COMMIT in a worktree
# without files, so that nobody's tree is touched. Sets $tip; on failure says
# which patch, and why.
am_series() {
	local tree=$1 onto=$2 n dir wt tmp_am said
	shift 2
	temp_dir dir
	wt=$dir/wt tmp_am=$dir/log
	# What a killed command left; in a user's clone nothing is pruned.
	[ "$tree" != "$TREE" ] || tgit -C "$tree" worktree prune
	at_exit "tgit -C ${tree@Q} worktree remove -f ${wt@Q} 2>/dev/null"
	said=$({ tgit -C "$tree" worktree add -q --no-checkout --detach "$wt" "$onto" && tgit -C "$wt" read-tree HEAD; } 2>&1) ||
		die "cannot make a worktree of $tree ($(head -n 1 <<<"$said")): is the disk full?"
	tip=$onto
	[ $# -gt 0 ] || return 0
	if ! tgit -C "$wt" am -q --committer-date-is-author-date --keep-non-patch "$@" \
		>"$tmp_am" 2>&1 </dev/null; then
		n=$(cat "$(tgit -C "$wt" rev-parse --path-format=absolute --git-path rebase-apply/next)" 2>/dev/null) &&
			said=$(basename "${!n}") || said='a patch'
		warn "$said does not apply ($(grep -m1 '^error:' "$tmp_am" || head -n 1 "$tmp_am")); the tree is as it was"
		return 1
	fi
	tip=$(tgit -C "$wt" rev-parse HEAD)
}
