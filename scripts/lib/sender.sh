# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Only a person can certify the Developer's Certificate of Origin. The stored
# patches carry no Signed-off-by: what is mailed, or applied with --signoff,
# is made the sender's here.

# sender: set SENDER_NAME, SENDER_EMAIL and SENDER from the user's own git configuration.
sender() {
	SENDER_NAME=$(git -C "$TOP" config user.name || true)
	SENDER_EMAIL=$(git -C "$TOP" config user.email || true)
	[[ -n $SENDER_NAME && -n $SENDER_EMAIL ]] ||
		die "git does not know who you are: set user.name and user.email by git config"
	[ "$SENDER_EMAIL" != "$AUTHOR_EMAIL" ] ||
		die "git's user.email is the project's ($AUTHOR_EMAIL), which cannot sign: set your own by git config"
	SENDER="$SENDER_NAME <$SENDER_EMAIL>"
}

# sender_patches DIR FILE...: the patches in DIR under the same names, From and
# signed off by the sender; with Assisted-by unless NO_ASSISTED_BY is set.
sender_patches() {
	local out=$1 p
	local -a tags=()
	shift
	sender
	[ -n "${NO_ASSISTED_BY:-}" ] || tags=(--if-exists doNothing --trailer 'Assisted-by: LLM')
	for p; do
		[ "$(sed -n 2p "$p")" = "From: $AUTHOR" ] ||
			die "$(basename "$p") is not by $AUTHOR: was it written by scripts/export?"
		{
			sed 1q "$p"
			printf 'From: %s\n' "$SENDER"
			sed 1,2d "$p"
		} | tgit interpret-trailers --where end "${tags[@]}" \
			--if-exists addIfDifferent --trailer "Signed-off-by: $SENDER" >"$out/$(basename "$p")" ||
			die "cannot write to $out: is the disk full?"
	done
}
