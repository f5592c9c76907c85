#!/usr/bin/env python3
"""Text by language out of source packages.

    collect.py fetch SOURCES              download the packages of sources.txt, and check their sums
    collect.py extract SOURCES SAMPLES [--without FOLDER]

`extract` writes SAMPLES/train and SAMPLES/held: beginnings of files, each behind a line `LABEL PACKAGE LENGTH`. The label is
what the name says, and where several languages share an extension what the content shows. Packages are held back as a whole. `--without`
leaves out what stands in the files of FOLDER as well: what a model is measured with must not be trained on.
"""
import collections, hashlib, html, os, re, subprocess, sys, tarfile, textwrap, zipfile, zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEAD = 8192  # what the tool looks at
MOST = 60  # files of a language in a package
# The same, of languages with few packages.
MOST_OF = dict.fromkeys('ada asm awk batch cobol clojure coffeescript cs d dart elixir erlang fsharp groovy hcl julia kotlin less nix objectivec pascal '
                        'powershell prolog scala smali solidity swift vb vba vhdl verilog vue wat zig lisp scheme tcl'.split(), 400)
EXTENSIONS = {label: words.split() for label, words in (line.split(None, 1) for line in """\
ada adb ads ada
asm asm s S nasm a51 inc65 z80 s65
awk awk gawk
batch bat cmd
c c
cs cs
cpp cpp cc cxx hpp hh hxx
cmake cmake
cobol cob cbl cpy
css css
csv csv
clojure clj cljs cljc edn
coffeescript coffee
lisp lisp lsp asd cl el
d d di
dart dart
diff diff patch
dockerfile dockerfile
elixir ex exs
erlang erl hrl
fsharp fs fsx fsi
fortran f90 f f95 f77 f03 for
po po pot
go go
dot dot gv
groovy groovy gradle
hcl hcl tf tfvars
html html htm xhtml
haskell hs
ini ini desktop cfg service
json json
java java
properties properties
javascript js mjs cjs jsx
julia jl
ipynb ipynb
kotlin kt kts
less less
lua lua
matlab m
makefile mk mak
markdown md markdown
nix nix
ocaml ml mli
objectivec m mm
php php phtml php4 php5 inc
pascal pas pp dpr lpr
perl pl pm t
postscript ps eps
powershell ps1 psm1 psd1
prolog pl pro prolog
proto proto
python py pyw pyi
r r R
ruby rb rake gemspec
rust rs
scss scss
sql sql
svg svg
scala scala sbt
scheme scm ss sld sls rkt
shell sh bash zsh ksh
smali smali
solidity sol
swift swift
toml toml
tsv tsv
tcl tcl tk
latex tex sty cls ltx
txt txt
typescript ts tsx
vba bas vba frm vbs
vhdl vhd vhdl
verilog v sv vh svh
vim vim
vb vb
vue vue
wat wat wast
xml xml xsl xsd
yaml yaml yml
zig zig
rst rst rest
roff 1 2 3 4 5 6 7 8 man
m4 m4 ac
texinfo texi texinfo
vala vala vapi
glsl glsl vert frag glslv glslf
forth fth 4th forth
sml sml sig fun
qml qml
nim nim
raku raku rakumod p6 pm6
meson meson.build
bibtex bib
asciidoc adoc asciidoc
gnuplot gp plt gnuplot gnu
bison y yy
lex l ll lex
""".splitlines())}
NAMES = {'Makefile': 'makefile', 'makefile': 'makefile', 'GNUmakefile': 'makefile', 'Makefile.am': 'makefile', 'Makefile.in': 'makefile', 'rules': 'makefile',
         'CMakeLists.txt': 'cmake', 'Dockerfile': 'dockerfile', 'Containerfile': 'dockerfile', 'Rakefile': 'ruby', 'Gemfile': 'ruby', 'Vagrantfile': 'ruby',
         'README': 'txt', 'INSTALL': 'txt', 'COPYING': 'txt', 'LICENSE': 'txt', 'NEWS': 'txt', 'TODO': 'txt', 'AUTHORS': 'txt', 'ChangeLog': 'txt',
         'CHANGES': 'txt', 'THANKS': 'txt', 'BUGS': 'txt', 'FAQ': 'txt', 'HACKING': 'txt', 'meson.build': 'meson', 'configure.ac': 'm4', 'configure.in': 'm4',
         'Jenkinsfile': 'groovy', 'Cask': 'lisp', 'SConstruct': 'python', 'wscript': 'python', '.emacs': 'lisp', '.vimrc': 'vim', 'Pipfile': 'toml', 'Cargo.lock': 'toml',
         '.editorconfig': 'ini', '.gitconfig': 'ini', 'setup.cfg': 'ini', 'tox.ini': 'ini'}
# Folders and endings of the test suites of highlighters, one folder for each language.
SUITES = re.compile(r'/(?:visual/samples/([a-z0-9_]+)$|syntax-tests/source/([^/]+)/|lexers/testdata/([a-z0-9_]+)\.actual$|tests/languages/([a-z0-9]+)/.*\.test$|tests/snippets/([a-z0-9_]+)/)')
WORDS = {'assembly': 'asm', 'nasm': 'asm', 'gas': 'asm', 'armasm': 'asm', 'batchfile': 'batch', 'console': None, 'csharp': 'cs', 'c_plus_plus': 'cpp', 'common_lisp': 'lisp',
         'docker': 'dockerfile', 'objective_c': 'objectivec', 'tex': 'latex', 'plaintext': 'txt', 'make': 'makefile', 'bash': 'shell', 'viml': 'vim',
         'visual-basic': 'vb', 'vbnet': 'vb', 'terraform': 'hcl', 'protobuf': 'proto', 'delphi': 'pascal', 'graphviz': 'dot', 'elisp': 'lisp', 'commonlisp': 'lisp',
         'wasm': 'wat', 'reasonml': None, 'sass': None, 'emacs-lisp': 'lisp', 'actionscript': None, 'javastacktrace': None, 'ocaml': 'ocaml'}
BY_EXTENSION = collections.defaultdict(list)
for label, extensions in EXTENSIONS.items():
    for extension in extensions:
        BY_EXTENSION[extension].append(label)
# Packages that hold nearly all there is of a language are never held back.
ALONE = {'ziglang', 'julia-common', 'swiftlang', 'dart-sdk', 'gnucobol3', 'gnucobol4', 'apktool', 'mono', 'hubot-scripts', 'swi-prolog', 'element-ui', 'iview'}
PROSE = 12  # running texts taken out of pages and of catalogues of a package
SKIPPED = re.compile(r'linguist', re.I)


def told(extension, labels, text, path):
    """The language among those that share an extension; None when it does not show."""
    has = lambda pattern: re.search(pattern, text, re.M)
    if extension == 'm':
        if has(r'^\s*(@interface|@implementation|@protocol|#import|#include|@end\b)'):
            return 'objectivec'
        if has(r'^:- (module|interface|implementation|pred)'):
            return None
        return 'matlab' if has(r'^\s*(function\b|%|##|end\b|endfunction)|;\s*$') and not has(r'\(\*') else None
    if extension == 'mm':
        return 'objectivec' if has(r'^\s*(@interface|@implementation|@protocol|#import|@end\b)') else None
    if extension in ('pl', 'pro'):
        if has(r'^\s*(use [\w:]+|my [$@%(]|sub \w+|package [\w:]+|require |#!.*perl)|[$@%]\w+\s*='):
            return 'perl' if extension == 'pl' else None
        return 'prolog' if has(r'^:-|^[a-z]\w*(\(.*\))?\s*(:-|-->)|^[a-z]\w*\(.*\)\.\s*$') else None
    if extension == 't':
        return 'perl' if has(r'^\s*(use [\w:]+|my [$@%(]|#!.*perl)') else None
    if extension == 'd':
        return 'd' if has(r'^\s*(module\s+[\w.]+;|import\s+[\w.:, ]+;|void main|unittest)|\bauto \w+ =|immutable') and not has(r'^#!.*dtrace') else None
    if extension == 'v':
        return 'verilog' if has(r'\bmodule\b') and has(r'\b(endmodule|input|wire|reg|always)\b') else None
    if extension == 'inc':
        return 'php' if '<?php' in text else None
    if extension in ('ts', 'tsx'):
        return None if has(r'^\s*<(\?xml|!DOCTYPE TS)') else 'typescript'
    if extension in ('fs', 'fsi', 'fsx'):
        return 'fsharp' if has(r'^\s*(let |module |open |namespace |type |#r )') and not has(r'gl_|void main|\bhaskell\b|^: ') else None
    if extension == 'cls':
        return 'vba' if has(r'^(Attribute VB_|VERSION 1\.0 CLASS)') else 'latex' if has(r'\\(ProvidesClass|NeedsTeXFormat|def)\b') else None
    if extension in ('bas', 'frm'):
        return 'vba' if has(r'(?i)^\s*(attribute vb_|option explicit|(public |private )?sub \w+\s*\(|dim \w+ as )') else None
    if extension == 'cl':
        return None if has(r'__kernel|\bkernel\b|__global|^#(define|pragma|include)') else 'lisp'
    if extension in ('l', 'lex', 'll'):
        return 'lex' if has(r'^%%') else None
    if extension in ('y', 'yy'):
        return 'bison' if has(r'^%%') else None
    if extension == 's' or extension == 'S':
        return 'asm' if not has(r'^\s*(void|int|static)\s+\w+\(') else None
    if extension in ('pp',):
        return 'pascal' if has(r'(?i)^\s*(unit|program|library|interface|procedure|function|begin|uses)\b') else None
    if extension in ('r', 'R'):
        return None if has(r'^(REBOL|Rebol) ') else 'r'
    if extension == 'sol':
        return 'solidity' if has(r'\b(pragma solidity|contract \w+|function \w+)') else None
    if extension == 'ml':
        return None if has(r'^\s*(structure|fun) ') else 'ocaml'
    if extension == 'sig' or extension == 'fun':
        return 'sml' if has(r'^\s*(signature|functor|structure)\b') else None
    if extension in ('1', '2', '3', '4', '5', '6', '7', '8', 'man'):
        return 'roff' if has(r"^[.'](\\\"|TH|Dd|Sh|SH|so)\b") or text.startswith((".\\\"", "'\\\"")) else None
    if extension in ('gp', 'plt', 'gnu'):
        return 'gnuplot' if has(r'^\s*(set|plot|splot|unset) ') else None
    if extension in ('4th', 'fth'):
        return 'forth'
    if extension in ('cfg', 'ini', 'desktop', 'service'):
        return 'ini' if has(r'^\s*\[[^\]\n]+\]\s*$') else None
    if extension == 'cmd':
        return 'batch' if has(r'(?i)^\s*(@?echo|rem|set|if|goto|call)\b') else None
    if extension == 'p6':
        return 'raku'
    if extension == 'com':
        return None
    if extension == 'txt':
        return 'txt' if not has(r'^\s*(#include|import |def |function |cmake_minimum)') else None
    if extension == 'for':
        return 'fortran' if has(r'(?i)^\s+(program|subroutine|function|integer|real|end)\b') else None
    if extension in ('inc65',):
        return 'asm'
    if extension == 'dot':
        return 'dot' if has(r'\b(di)?graph\b') else None
    if extension == 'sc':
        return None
    if extension in ('html', 'htm', 'xhtml'):
        return 'html'
    return labels[0]


def label(path, text):
    """The language of a file of a package; None when it is not known."""
    suite = SUITES.search(path)
    if suite:
        word = next(filter(None, suite.groups())).lower().replace(' ', '_').replace('(', '').replace(')', '')
        word = WORDS.get(word, word)
        return word if word in EXTENSIONS else None
    name = path.rsplit('/', 1)[-1]
    if name.endswith('.in') and '.' in name[:-3]:
        name = name[:-3]
    first = text.split('\n', 1)[0]
    if first.startswith('#!'):
        program = re.match(r'#!\s*\S*?(?:env\s+(?:-\S+\s+)*)?([a-z]+)[\d.]*(?:\s|$)', first.rsplit('/', 1)[-1] if 'env' not in first else '#!' + first.split('env', 1)[1].strip())
        by = {'sh': 'shell', 'bash': 'shell', 'dash': 'shell', 'zsh': 'shell', 'ksh': 'shell', 'perl': 'perl', 'python': 'python', 'ruby': 'ruby', 'awk': 'awk', 'gawk': 'awk',
              'tclsh': 'tcl', 'wish': 'tcl', 'node': 'javascript', 'lua': 'lua', 'php': 'php', 'make': 'makefile', 'Rscript': 'r', 'swipl': 'prolog', 'guile': 'scheme'}
        for word in re.findall(r'[A-Za-z]+', first):
            if word in by and word not in ('bin', 'env'):
                return by[word]
    if name in NAMES:
        return NAMES[name]
    if '.' not in name:
        return 'txt' if re.match(r'(README|INSTALL|COPYING|LICEN[CS]E|NEWS|TODO|AUTHORS|ChangeLog|CHANGES|CHANGELOG|FAQ|HACKING|THANKS)\b', name) else None
    if re.match(r'(Dockerfile|Containerfile)\.', name):
        return 'dockerfile'
    stem, extension = name.rsplit('.', 1)
    known = BY_EXTENSION.get(extension) or BY_EXTENSION.get(extension.lower())
    if not known:
        return None
    return told(extension if extension in BY_EXTENSION else extension.lower(), known, text, path)


CONTROLS = re.compile(rb'[\0-\6\x0e-\x1a\x1c-\x1f]')


def plain(data):
    """The data as UTF-8 text; None when it is binary."""
    if len(data) < 12 or CONTROLS.search(data):
        return None
    try:
        return data.decode('utf-8')
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4:
            return data[: error.start].decode('utf-8')
        return data.decode('latin-1')


def members(path):
    """The files of an archive: their names, and a function that reads the beginning."""
    if path.name.endswith(('.whl', '.zip')):
        with zipfile.ZipFile(path) as box:
            for one in box.infolist():
                if one.file_size and not one.is_dir():
                    yield one.filename, lambda most=HEAD: box.open(one).read(most)
        return
    packed = None
    if path.name.endswith('.deb'):
        packed = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', path], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=packed.stdout, mode='r|') if packed else tarfile.open(path) as box:
        for one in box:
            if one.isfile() and one.size:
                yield one.name, lambda most=HEAD: box.extractfile(one).read(most)
    if packed:
        packed.wait()


def programs(text):
    """COBOL programs of a compiler's test suite."""
    return re.findall(r'AT_DATA\(\[\w+\.(?:cob|cbl)\], \[\n(.*?)\n\]\)', text, re.S)


def translations(text):
    """Running text in some language: the translations of a catalogue, a part of them."""
    found = []
    for parts in re.findall(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)', text, re.M)[1:]:
        whole = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', parts)).replace('\\n', '\n').replace('\\"', '"').replace('\\t', ' ')
        whole = re.sub(r'<[^>]{1,80}>|%[-0-9.$]*[a-zA-Z]|[_&](?=\w)', '', whole).strip()
        if len(whole) >= 12:
            found.append(whole)
    start = zlib.crc32(text[:200].encode()) % max(1, len(found) // 2)
    return prose('\n'.join(found[start:]))


def words_of_page(text):
    """The running text of a page of HTML."""
    body = re.sub(r'(?s)<(script|style|pre|code)\b.*?</\1>|<!--.*?-->', '', text)
    body = re.sub(r'(?i)</?(p|div|li|h\d|td|tr|br|dt|dd)\b[^>]*>', '\n', body)
    return prose(html.unescape(re.sub(r'<[^>]*>', '', body)))


def prose(text):
    """Lines of words, wrapped as some write them; empty when there is little."""
    lines = [' '.join(line.split()) for line in text.split('\n')]
    lines = [line for line in lines if len(line) > 20]
    width = (0, 72, 79)[len(lines) % 3]
    if width:
        lines = [textwrap.fill(line, width) + '\n' for line in lines]
    text = '\n'.join(lines)
    return text if len(text) > 300 else ''


CLIENTS = {
    'source': lambda name, version: ['apt-get', 'source', '-qq', '--download-only', '--tar-only', f'{name}={version}'],
    'deb': lambda name, version: ['apt-get', 'download', '-qq', f'{name}={version}'],
    'npm': lambda name, version: ['npm', 'pack', '--silent', f'{name}@{version}'],
    'pypi': lambda name, version: ['pip', 'download', '-q', '--no-deps', f'{name}=={version}'],
}


def packages():
    return [line.rstrip('\n').split('\t') for line in open(HERE / 'sources.txt') if not line.startswith('#')]


def fetch(folder):
    os.makedirs(folder, exist_ok=True)
    for sha256, client, name, version, file, _ in packages():
        path = Path(folder) / file
        if not path.exists():
            subprocess.run(CLIENTS[client](name, version), cwd=folder, check=True)
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            sys.exit(f'{path}: not the file that the model was made from')


def lines(text):
    return {zlib.crc32(line.strip().encode()) for line in text.split('\n') if len(line.strip()) >= 24}


def extract(folder, out, without):
    measured, wholes = set(), set()
    for path in Path(without).rglob('*') if without else ():
        if path.is_file():
            text = plain(path.read_bytes()[:HEAD])
            if text:
                measured |= lines(text)
                wholes.add(' '.join(text.split()))
    os.makedirs(out, exist_ok=True)
    seen, dropped = set(), 0
    files = {split: open(f'{out}/{split}', 'wb') for split in ('train', 'held')}
    totals = collections.Counter()
    for path in sorted(Path(folder) / row[4] for row in packages()):
        package = re.split(r'[_]|-[0-9]', path.name)[0]
        if SKIPPED.search(package):
            continue
        split = 'held' if zlib.crc32(package.encode()) % 10 == 0 and package not in ALONE else 'train'
        counts = collections.Counter()

        def keep(of, text):
            nonlocal dropped
            body = text.encode()[:HEAD]
            key = hashlib.blake2b(body, digest_size=8).digest()
            if key in seen:
                return
            own = lines(text)
            if ' '.join(text.split()) in wholes or len(own) >= 3 and len(own & measured) * 2 > len(own):
                dropped += 1
                return
            seen.add(key)
            counts[of] += 1
            totals[split, of] += 1
            files[split].write(f'{of} {package} {len(body)}\n'.encode() + body)

        try:
            for member, read in members(path):
                name = member.rsplit('/', 1)[-1]
                if SKIPPED.search(member):
                    continue
                if not SUITES.search(member) and name not in NAMES and '.' not in name and not re.match('[A-Z]+$', name) and '/bin/' not in member:
                    continue
                extension = name.rsplit('.', 1)[-1]
                known = BY_EXTENSION.get(extension) or BY_EXTENSION.get(extension.lower())
                if known and min(counts[label] for label in known) >= MOST_OF.get(known[0], MOST):
                    continue
                if extension == 'at' and 'cobol' in package:
                    for program in programs(plain(read(64 * HEAD)) or ''):
                        keep('cobol', program)
                    continue
                text = plain(read())
                of = text and label('/' + member, text)
                if not of or counts[of] >= MOST_OF.get(of, MOST):
                    continue
                if '/languages/' in member and name.endswith('.test'):
                    text = text.split('\n----')[0]
                keep(of, text)
                if of in ('html', 'po') and counts[of, 'prose'] < PROSE:
                    running = words_of_page(text) if of == 'html' else translations(plain(read(8 * HEAD)) or '')
                    if running:
                        counts[of, 'prose'] += 1
                        keep('txt', running)
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error) as error:
            print(f'{path}: {error}', file=sys.stderr)
    for label_ in EXTENSIONS:
        print(label_, totals['train', label_], totals['held', label_])
    print('left out because they are measured with:', dropped, file=sys.stderr)


if len(sys.argv) == 3 and sys.argv[1] == 'fetch':
    fetch(sys.argv[2])
elif len(sys.argv) in (4, 6) and sys.argv[1] == 'extract':
    extract(sys.argv[2], sys.argv[3], sys.argv[5] if len(sys.argv) == 6 else None)
else:
    sys.exit(__doc__)
