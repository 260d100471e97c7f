#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The files for CI systems: that they are of a form which these take, by the schemas that
# tools of theirs bring; that the shards are all there.

load helper

CI_FILES=$BATS_TEST_DIRNAME/../../.ci

# fetch PACKAGE...: from npm's registry, onto PATH.
fetch() {
	command -v npm >/dev/null || skip 'there is no npm'
	export HOME=$BATS_TEST_TMPDIR
	(cd "$HOME" && npm install --silent --no-audit --no-fund --ignore-scripts "$@" >/dev/null 2>&1) ||
		skip 'npm cannot fetch the tool'
	PATH=$BATS_TEST_TMPDIR/node_modules/.bin:$PATH
}

@test "ci: the workflow for GitHub has its form" {
	fetch @action-validator/cli@0.6.0 @action-validator/core@0.6.0
	cd "$BATS_TEST_TMPDIR"
	action-validator "$CI_FILES/github.yml"
	sed 's/runs-on:/runs:/' "$CI_FILES/github.yml" >bad.yml
	run ! action-validator bad.yml
	[[ $output = *"Additional property 'runs' is not allowed"* ]]
}

@test "ci: the pipeline for GitLab has its form" {
	fetch gitlab-ci-local@4.55.0
	cd "$BATS_TEST_TMPDIR"
	git init -q .
	git remote add origin git@example.invalid:a/b.git
	cp "$CI_FILES/gitlab.yml" .gitlab-ci.yml
	git add .gitlab-ci.yml
	git -c user.name=a -c user.email=a@example.invalid commit -q -m a
	run gitlab-ci-local --list
	[[ $status -eq 0 && $output = *'check: [6/6]'* ]] || { echo "$output"; return 1; }
	sed -i 's/parallel:/paralel:/' .gitlab-ci.yml
	run ! gitlab-ci-local --list
	[[ $output = *"'paralel' property is not expected"* ]]
}

@test "ci: every shard is run" {
	python3 -c 'import yaml' 2>/dev/null || skip 'there is no yaml for Python'
	python3 - "$CI_FILES" <<-'END'
		import sys, yaml
		check = yaml.safe_load(open(sys.argv[1] + "/github.yml"))["jobs"]["check"]
		shards = check["strategy"]["matrix"]["shard"]
		assert shards == list(range(1, len(shards) + 1)), shards
		assert any(f"}}}}/{len(shards)} " in step.get("run", "") for step in check["steps"]), check["steps"]
		pipeline = yaml.safe_load(open(sys.argv[1] + "/gitlab.yml"))["check"]
		assert "$CI_NODE_INDEX/$CI_NODE_TOTAL" in pipeline["script"][0] and pipeline["parallel"] > 1
	END
}
