#!/usr/bin/env python3
"""Text by language out of Debian packages: `collect.py fetch DEBS`, then `collect.py extract DEBS TEXT`.

`fetch` downloads the packages of sources.txt with apt-get and checks their sums. `extract` writes TEXT/train/LANG.KIND and
TEXT/held/LANG.KIND, a paragraph or message a line, each line once; KIND is `html` (documentation) or `mo` (messages).
What is not translated is English in every folder, so English lines are dropped from all other languages.
"""
import collections, gettext, hashlib, io, os, re, subprocess, sys, tarfile
from html.parser import HTMLParser
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Packages that nothing is trained on: weights and the map of confidences are chosen on them.
HELD = re.compile(r'^(maint-guide|debian-faq|developers-reference|gnome-user-docs)')
# `zht` is Chinese in traditional characters, `srl` Serbian in Latin letters.
NAMES = {'c': 'en', 'jp': 'ja', 'nb': 'no', 'nn': 'no', 'zh-tw': 'zht', 'zh-hk': 'zht', 'sr@latin': 'srl', 'sr@latn': 'srl',
         'sr-latn': 'srl', 'sr@ijekavianlatin': 'srl'}
LANGUAGES = set('''ar be bg ca cs da de el en es et eu fa fi fr ga gl he hr hu id is it ja kk ko lt lv mk nl no pl pt ro ru sk sl
sq sr srl sv th tr uk vi zh zht'''.split())
PATHS = [(re.compile(pattern), kind) for pattern, kind in [
    (r'/LC_MESSAGES/([^/]+)/[^/]+\.mo$', 'mo'),
    (r'/([A-Za-z_@.-]+)/LC_MESSAGES/[^/]+\.mo$', 'mo'),
    (r'/libreoffice/help/([a-zA-Z-]+)/text/.*\.html$', 'html'),
    (r'/gimp/2\.0/help/([a-zA-Z_]+)/[^/]*\.html$', 'html'),
    (r'/installation-guide-[a-z0-9]+/([a-zA-Z_]+)/.*\.html$', 'html'),
    (r'/help/([a-zA-Z_@]+)/[a-z-]+/[^/]*\.page$', 'html'),
    (r'/aptitude/html/([a-z]+)/.*\.html$', 'html'),
    (r'/kicad/help/([a-z]{2})/.*\.html$', 'html'),
    (r'/[a-z-]*\.([a-z]{2}(?:-[a-zA-Z]{2})?)\.html$', 'html'),
    (r'/(?:debian-reference|maint-guide|developers-reference|debian-faq)[a-z-]*/(?:html/)?(?:([a-z]{2}(?:-[a-zA-Z]{2})?)/)?[^/]*\.html$', 'html'),
]]


def language(name):
    name = name.lower().replace('.utf-8', '').replace('_', '-')
    name = NAMES.get(name, name)
    if name not in LANGUAGES:
        name = re.split('[-@]', name)[0]
        name = NAMES.get(name, name)
    return name if name in LANGUAGES else None


class Paragraphs(HTMLParser):
    """The text of a page, a block a line, without code."""
    BLOCKS = set('p div li h1 h2 h3 h4 h5 h6 td th dt dd br title pre tr table section'.split())
    SKIPPED = set('script style code tt pre'.split())

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.pieces, self.depth = [], [], 0

    def end(self):
        line = ' '.join(''.join(self.pieces).replace('\u00b6', ' ').split())
        self.pieces = []
        if line:
            self.lines.append(line)

    def handle_starttag(self, tag, attributes):
        if tag in self.BLOCKS:
            self.end()
        if tag in self.SKIPPED:
            self.depth += 1

    def handle_endtag(self, tag):
        if tag in self.SKIPPED:
            self.depth = max(0, self.depth - 1)
        if tag in self.BLOCKS:
            self.end()

    def handle_data(self, data):
        if not self.depth:
            self.pieces.append(data)


def page(data):
    parser = Paragraphs()
    try:
        parser.feed(data.decode('utf-8'))
        parser.close()
    except UnicodeDecodeError:
        return []
    parser.end()
    return parser.lines


def catalogue(data):
    """The translations of a gettext catalogue, without markup and placeholders."""
    try:
        messages = gettext.GNUTranslations(io.BytesIO(data))._catalog
    except (OSError, UnicodeDecodeError, ValueError, IndexError):
        return []
    lines = []
    for key, text in messages.items():
        key = key[0] if isinstance(key, tuple) else key
        if not key or not isinstance(text, str) or text == key.split('\x04')[-1]:
            continue
        text = re.sub(r'<[^>]{1,80}>|%[-0-9.$]*[a-zA-Z]|\\[nt]|[~_&](?=\w)|\{[^}]{0,40}\}|\$\([^)]*\)|%[A-Z_]+', ' ', text)
        lines += [' '.join(line.split()) for line in text.split('\n')]
    return lines


def packages():
    rows = [line.split() for line in open(HERE / 'sources.txt') if line.strip() and not line.startswith('#')]
    return [(sha256, name, version, architecture) for sha256, name, version, architecture in rows]


def deb(folder, name, version, architecture):
    return Path(folder) / f"{name}_{version.replace(':', '%3a')}_{architecture}.deb"


def fetch(folder):
    os.makedirs(folder, exist_ok=True)
    for sha256, name, version, architecture in packages():
        path = deb(folder, name, version, architecture)
        if not path.exists():
            subprocess.run(['apt-get', 'download', '-qq', f'{name}={version}'], cwd=folder, check=True)
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            sys.exit(f'{path}: not the package that the tables were made from')


def extract(folder, out):
    seen, text = collections.defaultdict(set), collections.defaultdict(list)
    for _, name, version, architecture in packages():
        split = 'held' if HELD.match(name) else 'train'
        path = deb(folder, name, version, architecture)
        data = subprocess.run(['dpkg-deb', '--fsys-tarfile', path], capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(data)) as files:
            for member in files:
                found = member.isfile() and member.size <= 8 << 20 and next(
                    ((match, kind) for pattern, kind in PATHS if (match := pattern.search(member.name))), None)
                if not found:
                    continue
                match, kind = found
                spelled = match[1] or (re.search(r'-((?:zh|pt)-(?:cn|tw|br)|[a-z]{2})$', name) or [None, ''])[1]
                lang = language(spelled)
                if not lang:
                    continue
                body = files.extractfile(member).read()
                for line in catalogue(body) if kind == 'mo' else page(body):
                    key = hashlib.blake2b(line.encode(), digest_size=8).digest()
                    if len(line) >= 4 and key not in seen[lang]:
                        seen[lang].add(key)
                        text[split, lang, kind].append((key, line))
    for (split, lang, kind), lines in sorted(text.items()):
        os.makedirs(f'{out}/{split}', exist_ok=True)
        with open(f'{out}/{split}/{lang}.{kind}', 'w') as file:
            file.writelines(f'{line}\n' for key, line in lines if lang == 'en' or key not in seen['en'])


if len(sys.argv) == 3 and sys.argv[1] == 'fetch':
    fetch(sys.argv[2])
elif len(sys.argv) == 4 and sys.argv[1] == 'extract':
    extract(*sys.argv[2:])
else:
    sys.exit(__doc__)
