#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/send: rehearsals, and mailings that end in a file.

load helper

setup() {
	make_repo
	make_tree
}

# Three topics, one of which is too long for a mailing.
make_series() {
	local i
	make_patch 0001 'lib: fix a' lib/a.c
	make_patch 0002 'lib: fix b, with Ünïcode' lib/b.c
	make_patch 1001 'kbuild: rust: end the Makefile' Makefile '# end'
	for i in {01..16}; do
		make_patch "20$i" "rust: helpers: step $i" lib/a.c
	done
	make_cover fixes
	make_cover kbuild
	make_cover helpers
}

# left: what is in .work besides what was there before.
left() { find .work -mindepth 1 -maxdepth 1 ! -name linux ! -name lock ! -name toolchain; }

# catch_mails: what is sent ends in $HOME/mails, and to whom in $HOME/sent.
catch_mails() {
	printf '%s\n' '#!/bin/sh' 'echo "$@" >>"$HOME/sent"; cat >>"$HOME/mails"' >"$HOME/sendmail"
	chmod +x "$HOME/sendmail"
	git config --global sendemail.smtpserver "$HOME/sendmail"
}

# on_terminal COMMAND ANSWER...: as if typed there, a line for every question.
on_terminal() { printf '%s\n' "${@:2}" | timeout 60 script -qec "$1" /dev/null; }

@test "send: a topic is rehearsed, and nothing is sent" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_patch 0002 'lib: fix b, with Ünïcode' lib/b.c
	make_cover fixes
	git config --global core.abbrev 7
	git config --global diff.noprefix true
	before=$(git -C "$TREE" for-each-ref; cat "$TREE/.git/config")
	run scripts/send fixes
	[ "$status" -eq 0 ]
	[[ $output = *"send: 0001-fixes, 2 patches"*"nothing was sent"*".work/send" ]]
	[[ $output = *"  4 recipients  0001-lib-fix-a.eml"* ]]
	[ "$(left)" = .work/send ]
	[ "$(ls -A "$HOME")" = .gitconfig ]
	[ "$before" = "$(git -C "$TREE" for-each-ref; cat "$TREE/.git/config")" ]
	cd .work/send/0001-fixes
	[ "$(echo *)" = '0000-rust-the-fixes.eml 0001-lib-fix-a.eml 0002-lib-fix-b-with-ünïcode.eml' ]
	grep -qF 'Subject: [PATCH 0/2] rust: the fixes' 0000*
	grep -qF "Based on v$BASE_VERSION." 0000*
	grep -qF "base-commit: $(git -C "$TREE" rev-parse base)" 0000*
	run ! grep -q 'prerequisite-patch-id\|SPDX' 0000*
	grep -q '^To: .*rust-for-linux@vger.kernel.org.*<maintainer@example.org>' 0001*
	grep -q '^Cc: list@example.org' 0001*
	[ "$(git mailinfo /dev/null /dev/null <0002* | head -n 2)" = 'Author: Jörg Sender
Email: sender@example.org' ]
	[ "$(sed -n '/^There/,/^---/p' 0002*)" = 'There is a line that lib/b.c has not.

Assisted-by: LLM
Signed-off-by: Jörg Sender <sender@example.org>
---' ]
}

@test "send: the mails of all topics give the tree of the series" {
	make_series
	run scripts/send --all --output out/all
	[ "$status" -eq 0 ]
	[ "$(ls out/all)" = '0001-fixes
1001-kbuild
2001-helpers
2009-helpers' ]
	git clone -q "$TREE" fresh
	git -C fresh checkout -q base
	find "$PWD/out" -name '*.eml' ! -name '0000-*' | sort | xargs git -C fresh am -q
	git -C fresh diff --quiet HEAD origin/series
	[ "$(git -C fresh rev-list --count base..)" -eq 19 ]
	# A single patch has its cover below the line.
	grep -qF 'What the kbuild are for.' out/all/1001-kbuild/0001*
	# The prerequisites are all that come before, in order.
	grep -qF 'Subject: [PATCH 0/8] rust: the helpers (part 2 of 2)' out/all/2009-helpers/0000*
	sed -n 's/^prerequisite-patch-id: //p' out/all/2009-helpers/0000* >ids
	cat patches/{0,1,200[1-8]}* | git patch-id --stable | cut -d' ' -f1 | cmp - ids
	[ "$(wc -l <ids)" -eq 11 ]
	grep -qF '(topics: fixes kbuild helpers)' out/all/2009-helpers/0000*
}

@test "send: --part, --to, --revision and --no-assisted-by" {
	make_series
	# A user's own setting of b4 must not bring the list back.
	git config --global b4.send-same-thread true
	run scripts/send helpers --part 2 --to you@example.org --revision 2 --no-assisted-by
	[ "$status" -eq 0 ]
	[ "$(ls .work/send)" = 2009-helpers ]
	cd .work/send/2009-helpers
	[ "$(sed -n 's/^[TC][oc]: //p' ./*.eml | sort -u)" = you@example.org ]
	grep -qF 'Subject: [PATCH v2 8/8] rust: helpers: step 16' 0008*
	grep -q '^Signed-off-by: Jörg Sender' 0008*
	run ! grep -q Assisted-by ./*
}

@test "send: --really asks about every patch, then sends" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_patch 0002 'lib: fix b' lib/b.c
	make_cover fixes
	catch_mails
	run on_terminal 'scripts/send fixes --really' yes yes
	[ "$status" -eq 0 ]
	[[ $output = *'[ 2/2] lib: fix b:'*'--revision 2'* ]]
	[ "$(grep -c list@example.org "$HOME/sent")" -eq 3 ]
	[ "$(grep -c '^Signed-off-by: Jörg Sender' "$HOME/mails")" -eq 2 ]
	[ -z "$(left)" ]
}

@test "send: --really sends nothing if a patch is not reviewed" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_cover fixes
	catch_mails
	run on_terminal 'scripts/send fixes --really' no
	[ "$status" -ne 0 ]
	[[ $output = *'0001-lib-fix-a.patch is not reviewed; nothing was sent'* ]]
	[ ! -e "$HOME/sent" ]
}

@test "send: --really sends nothing that checkpatch does not like" {
	make_patch 0001 'lib: fix a' lib/a.c BADSTYLE
	make_cover fixes
	catch_mails
	run on_terminal 'scripts/send fixes --really' yes
	[ "$status" -ne 0 ]
	[[ $output = *'checkpatch says: lib/a.c:1: WARNING: bad style; nothing was sent'* ]]
	[ ! -e "$HOME/sent" ]
}

@test "send: --really wants a terminal, and a way to send" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_cover fixes
	refuses 'wants a terminal' scripts/send fixes --really </dev/null
	run on_terminal 'scripts/send fixes --really' yes
	[ "$status" -ne 0 ]
	[[ $output = *'no way to send'* ]]
	[ -z "$(left)" ]
}

@test "send: bad arguments" {
	run scripts/send --help
	[[ $status -eq 0 && $output = Usage:* ]]
	refuses 'which topic?' scripts/send
	refuses "no topic 'nonsense'" scripts/send nonsense
	refuses "unknown argument '--nonsense'" scripts/send --nonsense
	refuses 'exclude each other' scripts/send --all fixes
	refuses 'one topic at a time' scripts/send fixes kbuild
	refuses 'goes without' scripts/send --all --really
	refuses 'wants an argument' scripts/send fixes --part
	refuses 'want a number' scripts/send fixes --part one
	refuses 'no mail address' scripts/send fixes --to you
}

@test "send: nothing to send" {
	refuses 'the series has no patches yet' scripts/send fixes
	echo '# fixes' >series
	refuses 'the series has no patches yet' scripts/send --all
	make_patch 0001 'lib: fix a' lib/a.c
	make_cover fixes
	refuses 'the topic kbuild has no patches yet' scripts/send kbuild
	refuses 'there is no part 2 of the 1 patches of fixes' scripts/send fixes --part 2
	[ -z "$(left)" ]
}

@test "send: a cover letter that is missing, or not finished" {
	make_patch 0001 'lib: fix a' lib/a.c
	refuses 'write Documentation/cover/fixes' scripts/send fixes
	printf 'EDITME: the fixes\n\nText.\n' >Documentation/cover/fixes
	refuses 'it says EDITME' scripts/send fixes
	printf 'The fixes\nText.\n' >Documentation/cover/fixes
	refuses 'is not a subject, an empty line and a text' scripts/send --all
	printf 'The fixes\n\n# to do\n' >Documentation/cover/fixes
	refuses 'is not a subject, an empty line and a text' scripts/send fixes
	[ -z "$(left)" ]
}

@test "send: a sender who is nobody, or the project" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_cover fixes
	git config --global --unset user.email
	refuses 'does not know who you are' scripts/send fixes
	git config --global user.email series@rust-bridge.invalid
	refuses "is the project's" scripts/send fixes
	[ -z "$(left)" ]
}

@test "send: a folder that is not empty stays as it is" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_cover fixes
	mkdir out
	echo mine >out/file
	refuses 'not an empty folder' scripts/send fixes --output out
	refuses 'not an empty folder' scripts/send fixes --output out/file
	[ "$(cat out/*)" = mine ]
}

@test "send: a patch that does not apply, or is not by the project" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_patch 1001 'kbuild: rust: end the Makefile' Makefile
	make_cover fixes
	make_cover kbuild
	sed -i 's/^ ten/ eleven/' patches/0001*
	refuses '0001-lib-fix-a.patch does not apply' scripts/send fixes
	refuses 'what comes before 1001' scripts/send kbuild
	sed -i '2s/.*/From: Somebody <some@example.org>/' patches/0001*
	refuses '0001-lib-fix-a.patch is not by' scripts/send fixes
	[ -z "$(left)" ]
}

@test "send: get_maintainer.pl that fails" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_patch 0002 'scripts: fail' scripts/get_maintainer.pl 'echo no such luck >&2; exit 1'
	make_cover fixes
	refuses 'no such luck' scripts/send fixes
	[ -z "$(left)" ]
}

@test "send: no base tree, and a command at work" {
	make_patch 0001 'lib: fix a' lib/a.c
	make_cover fixes
	rm -rf "$TREE"
	refuses 'run scripts/base' scripts/send fixes
	exec 8<>.work/lock
	flock -n 8
	refuses 'is at work on' scripts/send fixes
}
