#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# scripts/mutate: the mutants, which of them count, and their runs.
#
#   mutate.py list HELPERS [GLOB]           print the mutants of a directory; with
#                                           --build=BUILD also of what is generated there
#   mutate.py write TREE BUILD MUTANTS      compile them one by one, then put those that
#                                           count into TREE; the list goes to MUTANTS
#   mutate.py run BUILD MUTANTS [OPTION]... boot the kernel once for each
#
# All mutants are in one kernel: each helper begins with
#
#   if (rust_helpers_mutant == 17) { ...what mutant 17 does instead... }
#
# and the parameter rust_helpers_mutant= of the kernel chooses one.

import argparse
import collections
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys

SEED = 1
SCORE = 95.0
TWO = ('ncpus=2', 'seccomp=on')
# A helper that is generated for Rust code may have no other test than that one's.
ALL = 'rust_*'
# The helpers that are generated, in the build and, with mutants, in the tree.
GENERATED, WRITTEN = 'inlines_generated', 'mutants'
OPERATORS = ('swap', 'drop', 'return', 'constant', 'order', 'off-by-one')
Helper = collections.namedtuple('Helper', 'file name type params body start end')
Call = collections.namedtuple('Call', 'name start end args')


def die(text):
    sys.exit(f'scripts/mutate: {text}')


# The text of a file: its definitions.

def blank(text):
    """Comments and what the preprocessor reads as blanks, strings empty, so that no
    bracket in them counts; positions stay."""
    lex = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|'
                     r'^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
    return lex.sub(lambda m: re.sub(r'(?<!^)[^\n](?!$)' if m[0][0] in '"\'' else r'[^\n]', ' ', m[0]), text)


def match(text, pos):
    """Where the bracket that opens at pos is closed, or 0."""
    depth = 0
    for i in range(pos, len(text)):
        depth += (text[i] in '([{') - (text[i] in ')]}')
        if not depth:
            return i
    return 0


def split(text, start, end):
    """The ranges between the commas that are in no bracket, without blanks around."""
    ranges, i, begin = [], start, start
    while i < end:
        if text[i] in '([{':
            i = match(text, i)
        elif text[i] == ',':
            ranges.append((begin, i))
            begin = i + 1
        i += 1
    ranges.append((begin, end))
    strip = lambda a, b: (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
    return [strip(a, b) for a, b in ranges if text[a:b].strip()]


def expand(text):
    """Uses of the macros that define helpers are replaced by what they define: a
    mutant is one helper's, not that of all which a macro makes."""
    macros = {}
    for m in re.finditer(r'^#define (\w+)\(([^)]*)\)((?:\\\n|[^\n])*)', text, re.M):
        body = m[3].replace('\\\n', '\n')
        if '__rust_helper' in body or any(re.search(rf'\b{n}\(', body) for n in macros):
            macros[m[1]] = ([p.strip() for p in m[2].split(',')], body)
            text = text.replace(m[0], '\n' * m[0].count('\n'))
    use = re.compile(rf'^[ \t]*({"|".join(macros)})\(([^()\n]*)\)[ \t]*;?[ \t]*$', re.M)

    def replace(m):
        params, body = macros[m[1]]
        for param, arg in zip(params, m[2].split(',')):
            body = re.sub(rf'\b{param}\b', lambda _, a=arg.strip(): a, body)
        return re.sub(r'\s*##\s*', '', body)
    while macros and use.search(text):
        text = use.sub(replace, text)
    return text


def parse(file, text):
    """The helpers that a file defines."""
    helpers, code = [], blank(text)
    for m in re.finditer(r'^__rust_helper\b', code, re.M):
        start = code.find('{', m.end())
        end = match(code, start) if start > 0 else 0
        head = re.match(r'(.*?)(\w+)\s*(\((?:[^()]|\([^()]*\))*\))\s*$', code[m.end():start], re.S)
        if not end or not head:
            raise ValueError(f'{file}.c:{text.count(chr(10), 0, m.start()) + 1}: not the definition of a helper')
        kind = re.sub(r'__(must_check|noreturn|force|realloc_size\(\d+\))', ' ', head[1])
        params = {}
        for a, b in split(head[3], 1, len(head[3]) - 1):
            param = head[3][a:b]
            name = re.search(r'\(\*\s*(\w+)\)|(\w+)\s*$', param)
            if name:
                params[name[1] or name[2]] = param[:name.start()].strip() if name[2] else '*'
        helpers.append(Helper(file, head[2].removeprefix('rust_helper_'), ' '.join(kind.split()),
                              params, text[start + 1:end], start, end))
    return helpers


def read_helpers(directory, generated):
    """Texts and helpers: all that helpers.c of a directory includes, and what a build
    generated, if it did."""
    root, texts, helpers = pathlib.Path(directory), {}, []
    paths = {str(p.relative_to(root))[:-2]: p for p in sorted((*root.glob('*.c'), *root.glob('*/*.c')))}
    if generated.exists():
        paths[GENERATED] = generated
    for file, path in paths.items():
        if file == 'helpers' or file.startswith('tests/'):
            continue
        texts[file] = expand(path.read_text())
        # One stays as it is: bindgen writes no file if it has nothing to write.
        if file == GENERATED:
            texts[file] = texts[file][:texts[file].rindex('__rust_helper')]
        try:
            helpers += parse(file, texts[file])
        except ValueError as e:
            die(e)
    if not helpers:
        die(f'no helpers in {directory}')
    return texts, helpers


def suites_of(directory):
    """For each helper that a suite names, or the beginning of its name that a macro
    completes, the first that does."""
    suites = {}
    for path in sorted((pathlib.Path(directory) / 'tests').glob('*_kunit.c')):
        for name in re.findall(r'\brust_helper_(\w+)', path.read_text()):
            suites.setdefault(name, path.name.removesuffix('_kunit.c'))
    return suites


def suite_for(helper, suites):
    if helper.file != GENERATED:
        return helper.file
    begins = (helper.name[:i] for i in range(len(helper.name), 0, -1))
    return next((suites[b] for b in begins if b in suites and (b == helper.name or b[-1] == '_')), GENERATED)


# The operators. Each yields what the body of a helper becomes.

ORDERS = re.compile(r'((?:raw_)?atomic(?:64|_long)?_\w+?|xchg|try_cmpxchg|cmpxchg|(?:read|write)[bwlq])'
                    r'(|_acquire|_release|_relaxed)')
BARRIERS = re.compile(r'(smp_|dma_|)(mb|rmb|wmb)')
INTEGER = re.compile(r'(const |volatile )*((unsigned|signed|int|long|short|char|_*[us](8|16|32|64)|enum \w+|size_t|'
                     r'dma_addr_t|resource_size_t|phys_addr_t|pid_t|uid_t|ktime_t)\s*)+')


def calls_of(code):
    for m in re.finditer(r'\b(?!(?:if|while|for|switch|return|sizeof|typeof|guard)\b)([A-Za-z_]\w*)\(', code):
        end = match(code, m.end() - 1)
        yield Call(m[1], m.start(), end + 1, split(code, m.end(), end))


def statements_of(code):
    """The statements that do something, without their semicolon."""
    for m in re.finditer(r'[^;{}]+;', code):
        start = m.start() + len(m[0]) - len(m[0].lstrip())
        control = re.match(r'(if|while|for|switch)\s*(?=\()', code[start:])
        if control:
            start = match(code, start + control.end()) + 1
            start += len(code[start:]) - len(code[start:].lstrip())
        # A declaration without a value does nothing.
        if re.search(r'[(=]', code[start:m.end()]):
            yield start, m.end() - 1


def other_orders(name):
    # A stronger order would be no fault.
    m = ORDERS.fullmatch(name)
    if m:
        strength = {'': 3, '_acquire': 2, '_release': 2, '_relaxed': 1}
        if re.search('_(read|set)$', m[1]):
            strength[''] = 0
        elif m[1].startswith(('read', 'write')):
            strength = {'': 3, '_relaxed': 1}
        for suffix in strength:
            if suffix != m[2] and strength[suffix] <= strength[m[2]]:
                yield m[1] + suffix + '('
    if BARRIERS.fullmatch(name):
        yield 'barrier('
    weaker = {'smp_load_acquire': 'READ_ONCE(*', 'smp_store_release': 'WRITE_ONCE(*'}
    if name in weaker:
        yield weaker[name]
    # Order with regard to interrupts.
    m = re.fullmatch(r'(spin_(?:try)?(?:un)?lock)(_irq_(?:disable|enable)|)', name)
    if m:
        yield m[1] + ('(' if m[2] else '_irq_enable(' if 'unlock' in m[1] else '_irq_disable(')


def mutate(helper):
    """(operator, body) for each mutant of a helper."""
    body, code = helper.body, blank(helper.body)
    put = lambda a, b, text: body[:a] + text + body[b:]
    calls = list(calls_of(code))
    for call in calls:
        for (a, b), (c, d) in zip(call.args, call.args[1:]):
            yield 'swap', put(a, d, body[c:d] + body[b:c] + body[a:b])
    for a, b in statements_of(code):
        if not code.startswith('return', a) or helper.type == 'void':
            yield 'drop', put(a, b + 1, '{}')
    if helper.type != 'void':
        for m in re.finditer(r'\breturn\b\s*([^;]+);', code):
            a, b = m.span(1)
            if '*' in helper.type:
                values = ['NULL']
            elif helper.type == 'bool':
                values = [f'!({body[a:b]})', 'false', 'true']
            else:
                values = [f'({helper.type}){{ }}', '1', f'({body[a:b]}) + 1']
            for value in values:
                yield 'return', put(a, b, value)
    for m in re.finditer(r'(?<![\w.])(?:\d\w*|true|false|[A-Z][A-Z0-9_]+)\b(?!\s*\()', code):
        value = {'true': 'false', 'false': 'true'}.get(m[0], f'{m[0]} + 1')
        if m[0] != 'NULL':
            yield 'constant', put(*m.span(), value)
    for call in calls:
        for name in other_orders(call.name):
            yield 'order', put(call.start, call.start + len(call.name) + 1, name)
    for call in calls:
        for a, b in call.args:
            kind = helper.params.get(body[a:b], '')
            # One more would ask for memory for ISA's DMA, which few configurations have.
            if kind == 'gfp_t':
                yield 'constant', put(a, b, f'{body[a:b]} ^ __GFP_ZERO')
            elif kind == 'bool':
                yield 'off-by-one', put(a, b, f'!{body[a:b]}')
            elif INTEGER.fullmatch(kind) or re.fullmatch(r'\w+(->\w+)+', body[a:b]):
                yield 'off-by-one', put(a, b, f'{body[a:b]} + 1')


def mutants_of(helpers, suites={}):
    """Every mutant, its id and number; the same from run to run, and none changes with
    another helper's."""
    mutants, count = [], collections.Counter()
    for helper in helpers:
        file = suite_for(helper, suites)
        for operator, body in mutate(helper):
            key = f'{file}:{helper.name}:{operator}'
            count[key] += 1
            mutants.append({'id': f'{key}:{count[key]}', 'number': len(mutants) + 1, 'operator': operator,
                            'file': file, 'helper': helper, 'body': body, 'state': ''})
    return mutants


# Which of them count.

def line(text, pos):
    return text.count('\n', 0, pos) + 1


def weave(text, mutants, file, place, code, behind=lambda helper: ''):
    """The text of a file with code for each mutant that counts, at a place in its helper."""
    groups = {}
    for mutant in mutants:
        if mutant['helper'].file == file and mutant['state'] == '':
            groups.setdefault(mutant['helper'].start, []).append(mutant)
    parts, here = [], 0
    for own in groups.values():
        helper = own[0]['helper']
        parts += [text[here:place(helper)], *map(code, own), behind(helper)]
        here = place(helper)
    return ''.join(parts) + text[here:]


def compile_all(texts, mutants, build, command, scratch):
    """Each mutant as a function of its own, behind the helper that it is one of. Leaves
    out what the compiler does not take. Returns the disassembly."""
    source = pathlib.Path(command.split()[-1])
    command = re.sub(r'-Wp,-MMD,\S+', '', command)
    command = re.sub(r' -o \S+ ', f' -o {scratch}/mutants.o -ferror-limit=0 ', command)
    command = command.replace(str(source), f'{scratch}/helpers.c')
    # Before the build's directory, which has what is generated.
    command = re.sub(r'^\S+', rf'\g<0> -I{scratch} -iquote {source.parent}', command)
    while True:
        for file, text in texts.items():
            def separate(mutant):
                # The line is the original's: it may be in the code. The file says whose
                # an error is.
                h, n = mutant['helper'], mutant['number']
                begin = text.rindex('__rust_helper', 0, h.start)
                head = re.sub(rf'\b(\w*{h.name})(?=\s*\()', rf'\1__mutant_{n}', text[begin:h.start])
                return f'\n#line {line(text, begin)} "MUTANT-{n}"\n{head}{{{mutant["body"]}}}\n'
            path = scratch / f'{file}.c'
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(weave(text, mutants, file, lambda h: h.end + 1, separate,
                                  lambda h: f'\n#line {line(text, h.end)} "{file}.c"\n'))
        shutil.copy(source, scratch / 'helpers.c')
        said = subprocess.run(command, shell=True, cwd=build, capture_output=True, text=True).stderr
        if not re.search(r'error:', said):
            break
        # An error and the notes on it: some of them name the mutant.
        bad = set(re.findall(r'MUTANT-(\d+)\b(?=[:"])', ''.join(
            e for e in re.split(r'(?m)^(?=\S+:\d+:\d+: (?:error|warning))', said) if re.search(r'error:', e))))
        bad |= set(re.findall(r"__mutant_(\d+)'", said))
        if not bad:
            die(f'the helpers do not compile: {re.search(r".*error:.*", said)[0]}')
        for number in map(int, bad):
            mutants[number - 1]['state'] = 'rejected'
    return subprocess.run(['llvm-objdump', '-dr', '--no-show-raw-insn', scratch / 'mutants.o'],
                          check=True, capture_output=True, text=True).stdout


def functions(disassembly):
    """Code and relocations of each function, without what its place and its name, and
    those of its own static variables and strings, make of them."""
    code = {}
    for part in re.split(r'\n(?=[0-9a-f]+ <)', disassembly):
        m = re.match(r'([0-9a-f]+) <(\w+)>:\n', part)
        if not m:
            continue
        base, lines = int(m[1], 16), []
        for line in part[m.end():].splitlines():
            at = re.match(r'\s*([0-9a-f]+):\s*(.*)', line)
            if at:
                text = re.sub(r'\b0x[0-9a-f]+ (?=<)', '', at[2]).replace(m[2], '.self')
                text = re.sub(r'(\.self\.\w+)\.\d+', r'\1', text)
                text = re.sub(r'\.L(\.str|__\w+)[.\d]*|\.rodata\.str\S*', '.str', text)
                lines.append(f'{int(at[1], 16) - base:x} {" ".join(text.split())}')
        # What fills the gap to the next function depends on where that begins.
        while lines and re.search(r' (nop\w*|int3|cs nop\w*)\b', lines[-1]):
            lines.pop()
        code[m[2]] = lines
    return code


def classify(mutants, disassembly):
    code, seen = functions(disassembly), {}
    for mutant in mutants:
        name = next((n for n in (f'rust_helper_{mutant["helper"].name}', mutant['helper'].name) if n in code), '')
        if mutant['state'] == '' and not name:
            mutant['state'] = 'absent'
        elif mutant['state'] == '':
            # The same as before, or as another mutant that counts already.
            own = code[f'{name}__mutant_{mutant["number"]}']
            known = seen.setdefault(name, [code[name]])
            if own in known:
                mutant['state'] = 'equivalent'
            known.append(own)


def write_tree(texts, mutants, tree):
    def first(mutant):
        last = 'return;' if mutant['helper'].type == 'void' else ''
        return (f'\nif (rust_helpers_mutant == {mutant["number"]}) {{\n'
                f'rust_helpers_mutant_ran++;\n{{{mutant["body"]}}} {last} }}\n')
    for file, text in texts.items():
        # What is in the tree is not generated.
        path = tree / f'rust/helpers/{WRITTEN if file == GENERATED else file}.c'
        path.write_text(weave(text, mutants, file, lambda h: h.start + 1, first))
    path = tree / 'rust/helpers/helpers.c'
    path.write_text('extern int rust_helpers_mutant, rust_helpers_mutant_ran;\n' + path.read_text() +
                    (f'#include "{WRITTEN}.c"\n' if GENERATED in texts else ''))
    with open(tree / 'init/main.c', 'a') as f:
        f.write(pathlib.Path(__file__).with_suffix('.c').read_text())


def write(args):
    tree, build = pathlib.Path(args.tree).resolve(), pathlib.Path(args.build).resolve()
    try:
        command = re.search(r'^savedcmd_\S+ := (.*?)(?: ;.*)?$', (build / 'rust/helpers/.helpers.o.cmd').read_text(), re.M)[1].strip()
    except OSError:
        die(f'no rust/helpers/helpers.o in {build}: it has to be built first')
    directory = tree / 'rust/helpers'
    texts, helpers = read_helpers(directory, build / f'rust/helpers/{GENERATED}.c')
    mutants = mutants_of(helpers, suites_of(directory))
    scratch = pathlib.Path(args.mutants).resolve().parent / 'compiled'
    classify(mutants, compile_all(texts, mutants, build, command, scratch))
    write_tree(texts, mutants, tree)
    for mutant in mutants:
        mutant['show'] = show(mutant)
        mutant['helper'] = mutant['helper'].name
        del mutant['body']
    pathlib.Path(args.mutants).write_text(json.dumps(mutants, indent=0))


# Their runs.

def show(mutant):
    """The statement that differs, in one line."""
    old, new = blank(mutant['helper'].body), blank(mutant['body'])
    same = len(os.path.commonprefix([old, new]))
    if mutant['operator'] == 'drop':
        return 'no ' + ' '.join(old[same:same + 2 + len(old) - len(new)].split())
    begin = max(new.rfind(c, 0, same) for c in ';{\n') + 1
    end = new.find(';', same)
    return ' '.join(new[begin:end + 1 if end > 0 else None].split())


class Kernel:
    def __init__(self, build, timeout):
        self.image, self.timeout = os.path.join(build, 'vmlinux'), timeout
        self.directory = os.path.join(build, 'uml')
        self.whole = {}

    def boot(self, number, glob, *options):
        """The tests that passed, and whether the mutant ran; None if the kernel did not
        come to its end."""
        command = [self.image, 'mem=512M', f'uml_dir={self.directory}/', 'console=tty', 'con=null', 'con0=fd:0,fd:1',
                   f'rust_helpers_mutant={number}', f'kunit.filter_glob={glob}', 'kunit_shutdown=halt', *options]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, start_new_session=True) as p:
            try:
                out = p.communicate(timeout=self.timeout)[0].decode(errors='replace')
            except subprocess.TimeoutExpired:
                out = None
            finally:
                # UML's own children too, whatever became of it.
                try:
                    os.killpg(p.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        if out is None or p.returncode or 'reboot: System halted' not in out or re.search(r'^\s*not ok ', out, re.M):
            return None
        # What is skipped is not passed.
        passed = collections.Counter(re.findall(r'^\s*ok \d+ ([^#\r\n]*?) *(?:#(?! SKIP)[^\r\n]*)?\r?$', out, re.M))
        ran = re.search(r'rust_helpers_mutant: ran (\d+)', out)
        return passed, bool(ran and int(ran[1]))

    def reference(self, mutants):
        """What passes without a mutant. One at a time, and with two processors only what
        does pass so: not every host lets UML have them."""
        for glob in [*dict.fromkeys(map(suite_of, mutants)), ALL]:
            result = self.boot(0, glob) or self.boot(0, glob) or self.boot(0, glob)
            if result is None:
                die(f'the kernel without a mutant does not pass {glob}')
            self.whole[glob, ()] = result[0]
            result = self.boot(0, glob, *TWO) if glob != ALL else None
            if result:
                self.whole[glob, TWO] = result[0]

    def judge(self, mutant):
        """First its own suite, then all of them, then its own with two processors. Not
        once: a test that fails for want of time, on a busy host, notices nothing."""
        suite, ran = suite_of(mutant), False
        for key, times in ((suite, ()), 2), ((ALL, ()), 3), ((suite, TWO), 3):
            for _ in range(times if key in self.whole else 0):
                result = self.boot(mutant['number'], key[0], *key[1])
                if result and not self.whole[key] - result[0]:
                    ran |= result[1]
                    break
            else:
                if key in self.whole:
                    return 'killed'
        return 'survived' if ran else 'no test'


def suite_of(mutant):
    return 'rust_helpers_' + os.path.basename(mutant['file']).replace('-', '_') + '*'


def chosen(mutants, args):
    picked = [m for m in mutants if fnmatch.fnmatchcase(m['id'], args.only)]
    if not picked:
        die(f'no mutant is called {args.only}; --list prints them')
    counted = [m for m in picked if m['state'] == '']
    if args.sample:
        counted = sorted(random.Random(SEED).sample(counted, min(args.sample, len(counted))), key=lambda m: m['number'])
        picked = counted
    return picked, counted


def table(mutants):
    columns = ('mutants', 'rejected', 'absent', 'equivalent', 'killed', 'survived', 'score')
    rows = [('operator',) + columns]
    for operator in (*OPERATORS, 'all'):
        count = collections.Counter(m['state'] for m in mutants if operator in (m['operator'], 'all'))
        if not sum(count.values()):
            continue
        survived = count['survived'] + count['no test']
        tried = count['killed'] + survived
        rows.append((operator, sum(count.values()), count['rejected'], count['absent'], count['equivalent'],
                     count['killed'], survived, f'{100 * count["killed"] / tried:.1f} %' if tried else '-'))
    return [''.join(f'{str(c):<12}' if not i else f'{str(c):>11}' for i, c in enumerate(row)) for row in rows]


def reasons_of(text):
    """Glob of ids, and reason, from the section Survivors."""
    section = text.partition('\nSurvivors\n')[2]
    return dict(re.findall(r'^ {4}(\S+:\S+) +(\S.*)$', section, re.M))


def update(path, rows, survivors, reasons):
    text = path.read_text()
    head, _, rest = text.partition('\nResult\n------\n')
    middle = re.search(r'\nSurvivors\n-+\n(?:(?! {4}\S).*\n)*', rest)
    if not middle:
        die(f'{path} has no sections Result and Survivors')
    kept = {g: r for g, r in reasons.items() if any(fnmatch.fnmatchcase(m['id'], g) for m in survivors)}
    for m in survivors:
        if not any(fnmatch.fnmatchcase(m['id'], g) for g in kept):
            kept[m['id']] = '?'
    width = max(map(len, kept), default=0) + 2
    lines = ''.join(f'    {g:<{width}}{r}\n' for g, r in kept.items())
    path.write_text(head + '\nResult\n------\n\n' + ''.join(f'    {r}\n' for r in rows) + middle[0] + lines)


def run(args):
    mutants = json.loads(pathlib.Path(args.mutants).read_text())
    picked, counted = chosen(mutants, args)
    kernel = Kernel(args.build, args.timeout)
    kernel.reference(counted)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        try:
            for n, (mutant, state) in enumerate(zip(counted, pool.map(kernel.judge, counted)), 1):
                mutant['state'] = state
                print(f'[{n:>{len(str(len(counted)))}}/{len(counted)}] {state:<9} {mutant["id"]}', flush=True)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    shutil.rmtree(kernel.directory, ignore_errors=True)
    path = pathlib.Path(args.document)
    reasons = reasons_of(path.read_text()) if path.exists() else {}
    not_run = {}
    if args.not_run and os.path.exists(args.not_run):
        for line in open(args.not_run):
            name, _, why = line.partition(' ')
            not_run[name] = why.strip()

    def reason(mutant):
        for glob, why in reasons.items():
            if why != '?' and fnmatch.fnmatchcase(mutant['id'], glob):
                return why
        return not_run.get(mutant['helper'], '') if mutant['state'] == 'no test' else ''
    # A helper that no suite can run is none that a suite fails to test.
    for mutant in counted:
        if mutant['state'] == 'no test' and mutant['helper'] in not_run:
            mutant['state'] = 'absent'
    survivors = [m for m in counted if m['state'] in ('survived', 'no test')]
    rows = table(picked)
    print()
    for m in survivors:
        print(f'{m["state"]:<9} {m["id"]}  {m["show"]}  ({reason(m) or "no reason given"})')
    print(*rows, sep='\n')
    if args.update:
        update(path, rows, survivors, reasons)
        reasons = reasons_of(path.read_text())
    unexplained = [m for m in survivors if not reason(m)]
    killed = sum(m['state'] == 'killed' for m in counted)
    score = 100 * killed / max(1, killed + len(survivors))
    if unexplained:
        die(f'{len(unexplained)} survived without a reason in Documentation/mutation, the first of them {unexplained[0]["id"]}')
    # Ten say nothing of a score.
    if not args.sample and score < SCORE:
        die(f'{score:.1f} % killed, less than {SCORE:.0f} %')


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    sub = parser.add_subparsers(dest='what', required=True)
    p = sub.add_parser('list')
    p.add_argument('helpers')
    p.add_argument('only', nargs='?', default='*')
    p.add_argument('--build', default='')
    p = sub.add_parser('write')
    for name in ('tree', 'build', 'mutants'):
        p.add_argument(name)
    p = sub.add_parser('run')
    for name in ('build', 'mutants'):
        p.add_argument(name)
    p.add_argument('--only', default='*')
    p.add_argument('--sample', type=int, default=0)
    p.add_argument('--jobs', type=int, default=os.cpu_count())
    p.add_argument('--timeout', type=int, default=15)
    p.add_argument('--update', action='store_true')
    p.add_argument('--document', default='Documentation/mutation')
    p.add_argument('--not-run', default='')
    args = parser.parse_args()
    if args.what == 'list':
        generated = pathlib.Path(args.build or os.devnull) / f'rust/helpers/{GENERATED}.c'
        for m in mutants_of(read_helpers(args.helpers, generated)[1], suites_of(args.helpers)):
            if fnmatch.fnmatchcase(m['id'], args.only):
                print(f'{m["id"]}  {show(m)}')
    elif args.what == 'write':
        write(args)
    else:
        run(args)


def stop(*_):
    raise KeyboardInterrupt


if __name__ == '__main__':
    # Then kernels that run are waited for, or killed when their time is over.
    signal.signal(signal.SIGTERM, stop)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
