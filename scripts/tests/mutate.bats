#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/mutate: what it makes of helpers, and of what a kernel says. Compiler and
# kernel are stand-ins.

load helper

setup() {
	make_repo
	mkdir -p h/net h/tests
}

# c FILE: the helpers of a file are on stdin.
c() { { echo '// SPDX-License-Identifier: GPL-2.0'; cat; } >"h/$1.c"; }
list() { scripts/lib/mutate.py list h "$@"; }
ids() { list "$@" | cut -d' ' -f1 | tr '\n' ' '; }

@test "mutate: help, and what is no argument" {
	run --separate-stderr scripts/mutate --help
	[[ $status -eq 0 && $output = 'Usage: scripts/mutate'* && -z $stderr ]]
	for bad in --nonsense nonsense --only --sample '--sample 0' '--sample ten' '--jobs 0' '--update --sample 3' \
		'--update --only a' '--list --update'; do
		# shellcheck disable=SC2086
		run --separate-stderr scripts/mutate $bad
		[[ $status -eq 2 && -z $output && ${#stderr_lines[@]} -eq 1 ]] || { echo "$bad: $output$stderr"; return 1; }
	done
}

@test "mutate: without a base tree it says what to do" {
	refuses 'run scripts/base' scripts/mutate
	refuses 'run scripts/base' scripts/mutate --list
}

@test "mutate --list: the series' helpers" {
	make_tree
	mkdir -p "$TREE/rust/helpers"
	printf '%s\n' '__rust_helper void rust_helper_f(int a)' '{' 'f(a);' '}' >"$TREE/rust/helpers/a.c"
	run --separate-stderr scripts/mutate --list --only '*:drop:*'
	[ "$status" -eq 0 ]
	[ "$output" = 'a:f:drop:1  no f(a);' ]
}

@test "mutate: every form of a definition" {
	c a <<-'END'
		/* __rust_helper void rust_helper_no(void) { no(); } */
		__rust_helper void rust_helper_one(struct a *a)
		{
			one(a); // two(a);
		}
		__rust_helper
		int rust_helper_own_line(const struct a *a,
					 u32 n)
		{
			return own_line(a, n);
		}
		__rust_helper void *__must_check __realloc_size(2)
		rust_helper_attribute(void (*f)(void *), unsigned long n)
		{
			return attribute(f, n);
		}
		#ifdef __rust_helper
		__rust_helper unsigned long _bare(const unsigned long *p, unsigned long size)
		{
			return bare("{(\"", '}', size);
		}
		#endif
	END
	c net/b <<-'END'
		__rust_helper struct s *
		rust_helper_get(struct t *t)
		{
			struct s *s;

			guard(rcu)();
			s = active(t);
			if (s)
				take(s);
			return s;
		}
	END
	c tests/a_kunit <<<'__rust_helper nonsense'
	c helpers <<<'#define __rust_helper'
	[ "$(ids)" = "a:one:drop:1 a:own_line:swap:1 a:own_line:return:1 a:own_line:return:2 a:own_line:return:3 \
a:own_line:off-by-one:1 a:attribute:swap:1 a:attribute:return:1 a:attribute:off-by-one:1 \
a:_bare:swap:1 a:_bare:swap:2 a:_bare:return:1 a:_bare:return:2 a:_bare:return:3 a:_bare:off-by-one:1 \
net/b:get:drop:1 net/b:get:drop:2 net/b:get:drop:3 net/b:get:return:1 " ] || { ids; return 1; }
	[ "$(list 'net/b:get:drop:*')" = $'net/b:get:drop:1  no guard(rcu)();\nnet/b:get:drop:2  no s = active(t);\nnet/b:get:drop:3  no take(s);' ]
}

@test "mutate: a macro that defines helpers, one by one" {
	c a <<-'END'
		#define GEN(tname, type, suffix)				\
		__rust_helper type						\
		rust_helper_a_##tname##_xchg##suffix(type *ptr, type new)	\
		{								\
			return xchg##suffix(ptr, new);				\
		}

		#define GENS(tname, type)					\
			GEN(tname, type, )					\
			GEN(tname, type, _acquire)

		GENS(i8, s8)
		GENS(p, const void *)
	END
	[ "$(list '*:order:1')" = 'a:a_i8_xchg:order:1  return xchg_acquire(ptr, new);
a:a_i8_xchg_acquire:order:1  return xchg_release(ptr, new);
a:a_p_xchg:order:1  return xchg_acquire(ptr, new);
a:a_p_xchg_acquire:order:1  return xchg_release(ptr, new);' ]
	[ "$(ids '*_p_xchg:return:*')" = 'a:a_p_xchg:return:1 ' ]
}

@test "mutate: every operator" {
	c a <<-'END'
		__rust_helper int rust_helper_i(struct a *a, int b, gfp_t gfp)
		{
			return i(a, b, gfp);
		}
		__rust_helper bool rust_helper_b(bool on)
		{
			return b(on);
		}
		__rust_helper kuid_t rust_helper_k(void)
		{
			return k();
		}
		__rust_helper void rust_helper_v(struct a *a)
		{
			return v(a, 0, GFP_KERNEL, true, NULL);
		}
		__rust_helper void rust_helper_o(struct a *a, int *p)
		{
			spin_lock(a);
			spin_unlock_irq_enable(a);
			smp_mb();
			WRITE_ONCE(*p, a->b->c);
			smp_store_release(p, 1);
			atomic_set_release(a, 1);
			atomic_set(a, 1);
			atomic_fetch_sub(1, a);
			writel(1, a);
			writel_relaxed(1, a);
		}
	END
	[ "$(list '*:[ibk]:*')" = 'a:i:swap:1  return i(b, a, gfp);
a:i:swap:2  return i(a, gfp, b);
a:i:return:1  return (int){ };
a:i:return:2  return 1;
a:i:return:3  return (i(a, b, gfp)) + 1;
a:i:off-by-one:1  return i(a, b + 1, gfp);
a:i:constant:1  return i(a, b, gfp ^ __GFP_ZERO);
a:b:return:1  return !(b(on));
a:b:return:2  return false;
a:b:return:3  return true;
a:b:off-by-one:1  return b(!on);
a:k:return:1  return (kuid_t){ };
a:k:return:2  return 1;
a:k:return:3  return (k()) + 1;' ] || { list '*:[ibk]:*'; return 1; }
	[ "$(list 'a:v:[dc]*')" = 'a:v:drop:1  no return v(a, 0, GFP_KERNEL, true, NULL);
a:v:constant:1  return v(a, 0 + 1, GFP_KERNEL, true, NULL);
a:v:constant:2  return v(a, 0, GFP_KERNEL + 1, true, NULL);
a:v:constant:3  return v(a, 0, GFP_KERNEL, false, NULL);' ] || { list 'a:v:*'; return 1; }
	[ "$(list 'a:o:order:*' | cut -d' ' -f3-)" = 'spin_lock_irq_disable(a);
spin_unlock(a);
barrier();
WRITE_ONCE(*p, 1);
atomic_set(a, 1);
atomic_set_acquire(a, 1);
atomic_set_relaxed(a, 1);
atomic_fetch_sub_acquire(1, a);
atomic_fetch_sub_release(1, a);
atomic_fetch_sub_relaxed(1, a);
writel_relaxed(1, a);' ] || { list 'a:o:order:*'; return 1; }
	[ "$(list 'a:o:off*')" = 'a:o:off-by-one:1  WRITE_ONCE(*p, a->b->c + 1);' ]
}

@test "mutate: a helper that is generated" {
	c a <<<'__rust_helper void rust_helper_f(int a) { f(a); }'
	echo 'rust_helper_g(1)' >h/tests/clk_kunit.c
	mkdir -p b/rust/helpers t/rust/helpers t/init
	printf '%s\n' '__rust_helper __must_check bool rust_helper_g(int (*a)(void *), void *b)' '{' 'return g(a, b);' '}' \
		'' '__rust_helper void rust_helper_stays(void)' '{' 'stays();' '}' >b/rust/helpers/inlines_generated.c
	[ "$(ids)" = 'a:f:drop:1 a:f:off-by-one:1 ' ]
	[ "$(ids 'clk:*' --build=b)" = 'clk:g:swap:1 clk:g:return:1 clk:g:return:2 clk:g:return:3 ' ]
	# In the tree, it is one that is written by hand.
	: >t/rust/helpers/helpers.c >t/init/main.c
	PYTHONPATH=scripts/lib python3 - <<-'END'
		import pathlib
		import mutate
		texts, helpers = mutate.read_helpers('h', pathlib.Path('b/rust/helpers/inlines_generated.c'))
		mutate.write_tree(texts, mutate.mutants_of(helpers), pathlib.Path('t'))
	END
	grep -q 'rust_helpers_mutant == 1' t/rust/helpers/a.c
	grep -q 'return g(b, a)' t/rust/helpers/mutants.c
	grep -qxF '#include "mutants.c"' t/rust/helpers/helpers.c
}

@test "mutate: a name stays when other helpers come and go" {
	c b <<<$'__rust_helper int rust_helper_f(int a)\n{\nreturn f(a);\n}'
	before=$(list)
	c a <<<$'__rust_helper int rust_helper_g(int a)\n{\nreturn g(a);\n}'
	[ "$(list 'b:*')" = "$before" ]
	[ "$(list)" != "$before" ]
}

@test "mutate: what it cannot read" {
	refuses 'no helpers in h' list
	c a <<<$'\n__rust_helper int rust_helper_f;'
	refuses 'a.c:3: not the definition of a helper' list
	c a <<<$'__rust_helper int rust_helper_f(int a)\n{'
	refuses 'a.c:2: not the definition of a helper' list
}

@test "mutate: the same code is equivalent, wherever it is and whatever it is called" {
	cat >t.py <<-'END'
		import sys
		sys.path.insert(0, 'scripts/lib')
		import mutate
		DIS = '''
		0000000000000000 <rust_helper_f>:
		       0: movabsq $0x0, %rax
		    0000000000000002:  R_X86_64_64 .L.str.5
		       a: je 0xe <rust_helper_f+0xe>
		       c: jmp 0x40 <g>
		       e: retq
		       f: nop

		0000000000000010 <rust_helper_f__mutant_1>:
		      10: movabsq $0x0, %rax
		    0000000000000012:  R_X86_64_64 .L.str.7
		      1a: je 0x1e <rust_helper_f__mutant_1+0xe>
		      1c: jmp 0x40 <g>
		      1e: retq
		      1f: nopw (%rax)

		0000000000000030 <rust_helper_f__mutant_2>:
		      30: movabsq $0x1, %rax
		      3a: retq
		'''.replace('\t', '')
		helper = mutate.Helper('a', 'f', 'int', {}, '', 0, 0)
		other = mutate.Helper('a', 'g', 'int', {}, '', 0, 0)
		mutants = [{'number': n, 'helper': h, 'state': s} for n, h, s in
			   ((1, helper, ''), (2, helper, ''), (3, helper, 'rejected'), (4, other, ''))]
		mutate.classify(mutants, DIS)
		print(*(m['state'] or '-' for m in mutants))
	END
	run python3 t.py
	[ "$output" = 'equivalent - rejected absent' ] || { echo "$output"; return 1; }
}

# kernel: mutants 1 to 6 of the helpers f to k, and a kernel that knows them.
kernel() {
	mkdir build
	cat >build/vmlinux <<-'END'
		#!/bin/bash
		for a; do
			case $a in
			rust_helpers_mutant=*) n=${a#*=} ;;
			kunit.filter_glob=*) glob=${a#*=} ;;
			esac
		done
		[ ! -e broken ] || n=1
		first=ok second=ok ran=1
		case $n in
		1) first='not ok' ;;
		2) exit 1 ;;
		3) sleep 60 ;;
		4) [ "$glob" != 'rust_*' ] || second='not ok' ;;
		6) ran=0 ;;
		esac
		echo "    $first 1 one_test"
		echo "ok 1 rust_helpers_a"
		[ "$n" != 5 ] && echo "    $second 1 two_test # a remark" || echo "    ok 1 two_test # SKIP no"
		echo "rust_helpers_mutant: ran $ran times"
		echo "reboot: System halted"
	END
	chmod +x build/vmlinux
	python3 - >mutants <<-'END'
		import json
		print(json.dumps([{'id': f'a:{h}:{o}:1', 'number': n, 'operator': o, 'state': s, 'file': 'a', 'helper': h, 'show': ''}
		    for n, (h, o, s) in enumerate([('f', 'drop', ''), ('g', 'drop', ''), ('h', 'drop', ''), ('i', 'drop', ''),
		    ('j', 'swap', ''), ('k', 'swap', ''), ('l', 'swap', ''), ('m', 'swap', 'rejected'),
		    ('n', 'swap', 'equivalent')], 1)]))
	END
}
run_mutants() { scripts/lib/mutate.py run build mutants --timeout=1 --jobs=4 "$@"; }

@test "mutate: killed, survived, not tested" {
	kernel
	run --separate-stderr run_mutants
	[ "$status" -eq 1 ]
	[ "$stderr" = 'scripts/mutate: 2 survived without a reason in Documentation/mutation, the first of them a:k:swap:1' ]
	for line in '[1/7] killed    a:f:drop:1' '[2/7] killed    a:g:drop:1' '[3/7] killed    a:h:drop:1' \
		'[4/7] killed    a:i:drop:1' '[5/7] killed    a:j:swap:1' '[6/7] no test   a:k:swap:1' '[7/7] survived  a:l:swap:1'; do
		[[ $output = *"$line"* ]] || { echo "$line"; echo "$output"; return 1; }
	done
	[[ $(grep '^all ' <<<"$output" | tr -s ' ') = 'all 9 1 0 1 5 2 71.4 %' ]]
	[[ $(grep '^swap ' <<<"$output" | tr -s ' ') = 'swap 5 1 0 1 1 2 33.3 %' ]]
}

@test "mutate: reasons, and a score that is too low" {
	kernel
	mkdir -p Documentation
	printf '%s\n' Result ------ '' 'old' '' Survivors --------- '' 'Text.' '' '    a:l:*      one processor' \
		'    z:gone:swap:1  old' '    b:x:swap:1  ?' >Documentation/mutation
	sed -i '1i Head\n' Documentation/mutation
	run --separate-stderr run_mutants --update
	[[ $status -eq 1 && $stderr = *'1 survived without a reason'*a:k:swap:1 ]]
	sed -n '/^Survivors/,$p' Documentation/mutation >got
	diff - got <<-'END'
		Survivors
		---------

		Text.

		    a:l:*       one processor
		    a:k:swap:1  ?
	END
	[[ $(grep -c '^    all ' Documentation/mutation) -eq 1 && $(cat Documentation/mutation) = Head*Result*Text.* ]]
	run ! grep -q '^old$' Documentation/mutation
	# It is another helper's business.
	echo 'k  only in an interrupt' >not-run
	run --separate-stderr run_mutants --not-run=not-run
	[[ $status -eq 1 && $stderr = *'83.3 % killed, less than 95 %'* ]] || { echo "$stderr"; return 1; }
	run --separate-stderr run_mutants --not-run=not-run --sample=7
	[[ $status -eq 0 && -z $stderr ]]
	run --separate-stderr run_mutants --only='a:[fghij]:*'
	[[ $status -eq 0 && -z $stderr && $output = *'100.0 %'* ]]
}

@test "mutate: a sample is the same every time" {
	kernel
	run_mutants --sample=3 >one || true
	run_mutants --sample=3 >two || true
	cmp one two
	[ "$(grep -c '^\[' one)" = 3 ]
}

@test "mutate: no such mutant, no pass without one, no build" {
	kernel
	refuses 'no mutant is called nonsense' run_mutants --only=nonsense
	touch broken
	refuses 'the kernel without a mutant does not pass rust_helpers_a*' run_mutants
	c a <<<$'__rust_helper int rust_helper_g(int a)\n{\nreturn g(a);\n}'
	refuses 'it has to be built first' scripts/lib/mutate.py write . build mutants
}

@test "mutate: from the series to the score, and no second build" {
	make_tree
	git -C "$TREE" tag -f base >/dev/null
	mkdir -p "$TREE/rust/helpers" "$TREE/tools/testing/kunit" kunit bin Documentation
	printf '%s\n' '__rust_helper int rust_helper_f(int a)' '{' 'return f(a);' '}' >"$TREE/rust/helpers/a.c"
	echo '#include "a.c"' >"$TREE/rust/helpers/helpers.c"
	echo 'int main;' >"$TREE/init/main.c"
	: >kunit/uml.config
	cat >"$TREE/tools/testing/kunit/kunit.py" <<-'END'
		#!/bin/bash
		for a; do case $a in --build_dir=*) dir=${a#*=} ;; esac; done
		echo "$1" >>"$dir/calls"
		mkdir -p "$dir/rust/helpers"
		echo "savedcmd_x := cc -o helpers.o -c $PWD/rust/helpers/helpers.c" >"$dir/rust/helpers/.helpers.o.cmd"
		# It passes but for mutant 2; 'return 1' survives.
		printf '%s\n' '#!/bin/sh' 'case $* in *rust_helpers_mutant=[24]*) exit 1 ;; esac' \
			'echo "ok 1 x"' 'echo "rust_helpers_mutant: ran 1 times"' 'echo "reboot: System halted"' >"$dir/vmlinux"
		chmod +x "$dir/vmlinux"
	END
	# The compiler does not take mutant 1.
	cat >bin/cc <<-'END'
		#!/bin/sh
		for f; do :; done
		cd "${f%/*}" || exit
		if grep -q MUTANT-1 a.c; then
			echo 'MUTANT-1:3:1: error: no such thing' >&2
			exit 1
		fi
	END
	cat >bin/llvm-objdump <<-'END'
		#!/bin/sh
		i=0
		for f in '' __mutant_2 __mutant_3 __mutant_4; do
			printf '\n%016x <rust_helper_f%s>:\n   %x: mov %s\n' $i "$f" $i "$f"
			i=$((i + 16))
		done
	END
	printf '%s\n' '#!/bin/sh' >bin/clang
	chmod +x bin/* "$TREE/tools/testing/kunit/kunit.py"
	PATH=$PWD/bin:$PATH
	rm -rf .work/toolchain
	git -C "$TREE" add -A
	commit_in "$TREE" helpers
	printf '%s\n' Head '' Result ------ '' Survivors --------- '' >Documentation/mutation
	run --separate-stderr scripts/mutate
	[[ $status -eq 1 && $stderr = *'1 survived without a reason'*a:f:return:3* ]] || { echo "$output$stderr"; return 1; }
	[[ $(grep '^all ' <<<"$output" | tr -s ' ') = 'all 4 1 0 0 2 1 66.7 %' ]]
	grep -q '^if (rust_helpers_mutant == 4)' .work/mutate/linux/rust/helpers/a.c
	grep -q 'core_param' .work/mutate/linux/init/main.c
	[ "$(tr '\n' ' ' <.work/mutate/build/calls)" = 'config build config build ' ]
	echo '    a:f:return:3  nobody looks' >>Documentation/mutation
	run --separate-stderr scripts/mutate --sample 10
	[[ $status -eq 0 && $output = *'(nobody looks)'* && $(wc -l <.work/mutate/build/calls) -eq 4 ]]
	run --separate-stderr scripts/mutate --update
	[[ $status -eq 1 && $stderr = *'66.7 % killed'* ]]
	grep -q 'f:return:3  nobody' Documentation/mutation
	[ "$(git -C "$TREE" status --porcelain)" = '' ]
}
