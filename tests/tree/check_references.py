#!/usr/bin/env python3
"""What a comment or a document names is there: files, numbered sections, headings, rules of the sale, tests, words of the glossary; and no
number leads nowhere. Each check is a function from a tree (check_tree.Tree) to a list of faults.

check_references.py ROOT [CHECK]: prints the faults and exits 1 when there are any. Standard library only.
"""

import fnmatch
import posixpath
import re
import sys

from check_tree import Tree

RULES = "engine/RULES.md"
TOP = ("engine", "devices", "kiosk", "assets", "scripts", "tests", ".ci")
ENDINGS = ("h", "cpp", "py", "md", "toml", "po", "txt", "html", "sh", "cmake", "service", "csv", "in")
# A path is a fault even where only its folder is left. A plain name counts with these endings: others are names on a kiosk's disk, too.
PLAIN = ("h", "cpp", "py", "md")
# Files of others that documents name as sources.
OF_OTHERS = {"Order.md", "Info.md", "Report.md", "Errors.md", "enums.py"}
# Names that many folders have; a document may speak of them all.
IN_MANY = {"PROTOCOL.md", "main.cpp"}
# What is named in text for a file that does not exist yet, or for one of many.
PLACEHOLDERS = re.compile(r"(?<![A-Z])(?:NAME|FILE|DIR|FOLDER|FIRST|LAST|X)(?![A-Za-z])|[<>$*%]|\.\.\.|(?:^|/)[a-c](?:_test)?\.\w+$")
# Where earlier states are told: nothing there has to be so today.
HISTORY = ("CHANGELOG.md",)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def blocks_behind(tree, name, mark):
    """Comment lines that stand under each other are one text. (line number, text)"""
    text = tree.text(name)
    found, begin, gathered = [], 0, []
    for number, line in enumerate(text.splitlines(), 1):
        whole = re.match(rf"\s*{mark}(?:\s|$)(.*)", line)
        if whole:
            begin = begin if gathered else number
            gathered.append(whole.group(1))
            continue
        if gathered:
            found.append((begin, " ".join(gathered)))
            gathered = []
        behind = re.search(rf"\s{mark}<?\s(.*)", line)
        if behind:
            found.append((number, behind.group(1)))
    return found + ([(begin, " ".join(gathered))] if gathered else [])


def comments_of_cpp(tree, name):
    """Strings are no comments, though an address in them looks so."""
    text = tree.text(name)
    quoted = r'R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    blanked = re.sub(rf"//[^\n]*|{quoted}", lambda m: m.group(0) if m.group(0).startswith("//") else re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)
    return blocks_behind(_Text(blanked), name, "//+")


class _Text:
    def __init__(self, text):
        self._text = text

    def text(self, _name):
        return self._text


def comments_of_python(tree, name):
    text = tree.text(name)
    docs = [(line_of(text, m.start()), " ".join(m.group(1).split())) for m in re.finditer(r'"""(.*?)"""', text, re.S)]
    return blocks_behind(tree, name, "#") + docs


def paragraphs(tree, name):
    """A document: each paragraph, heading, list item and row of a table by itself; blocks of code are left out."""
    text = re.sub(r"^```.*?^```", lambda block: re.sub(r"[^\n]", " ", block.group(0)), tree.text(name), flags=re.M | re.S)
    found, begin, gathered = [], 0, []
    for number, line in enumerate(text.splitlines() + [""], 1):
        alone = line.startswith(("|", "#"))
        if gathered and (alone or not line.strip()):
            found.append((begin, " ".join(gathered)))
            gathered = []
        if alone:
            found.append((number, line))
        elif line.strip():
            begin = begin if gathered else number
            gathered.append(line.strip())
    return [(number, re.sub(r"\[[^\]]*\.md\]\(", "[](", words)) for number, words in found]  # of a link to a document, where it leads


def is_script(tree, name):
    return name.startswith(("scripts/", ".ci/")) and "." not in posixpath.basename(name) and tree.text(name).startswith("#!")


def texts(tree):
    """Everything that people read beside the code: (file, line, text)."""
    for name in tree.files:
        if name in HISTORY or name.startswith(("tests/tree/check_", "tests/fuzz/corpus/", "tests/golden/")):
            continue
        if name.endswith((".h", ".cpp")):
            found = comments_of_cpp(tree, name)
        elif name.endswith(".py"):
            found = comments_of_python(tree, name)
        elif name.endswith((".toml", ".cmake", "CMakeLists.txt", ".service", ".sh")) or is_script(tree, name):
            found = blocks_behind(tree, name, "#")
        elif name.endswith(".md"):
            found = paragraphs(tree, name)
        else:
            continue
        for line, text in found:
            yield name, line, text


def expanded(path):
    """a/{b,c}.h is two paths; a/b.{h,cpp}, too."""
    braces = re.match(r"(.*?)\{([^{}]*)\}(.*)", path)
    return [one for part in braces.group(2).split(",") for one in expanded(braces.group(1) + part.strip() + braces.group(3))] if braces else [path]


def paths_named(text):
    ending = "|".join(ENDINGS)
    for found in re.finditer(rf"(?<![\w./<>$-])(?:{'|'.join(map(re.escape, TOP))})/[\w./*{{}},<>-]*", text):
        path = found.group(0).rstrip(".,/-")
        if re.search(rf"\.(?:{ending})$|\}}$", path) and not PLACEHOLDERS.search(path):
            yield path
    for found in re.finditer(r"(?<![\w./<>$*{}:-])(?!/)(?:[\w.-]+/)+\w[\w.-]*\.md\b", text):  # a document in any folder
        if not found.group(0).startswith(TOP) and not PLACEHOLDERS.search(found.group(0)):
            yield found.group(0)


def names_named(text):
    for found in re.finditer(rf"(?<![\w./<>$*{{}}-])[A-Za-z]\w*\.(?:{'|'.join(PLAIN)})\b(?![\w(/-])", text):
        if not PLACEHOLDERS.search(found.group(0)):
            yield found.group(0)


def files(tree):
    """A path from the root is there. A plain name is that of a file beside or at the top, in a folder that the same text names (of a document: the
    same section), or of one file of the whole tree."""
    folders = {}
    for file in tree.files:
        folders.setdefault(posixpath.basename(file), set()).add(posixpath.dirname(file))
    for name, line, text in texts(tree):
        for path in sorted({one for path in paths_named(text) for one in expanded(path)}):
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if path not in tree.files and beside not in tree.files and not tree.of("", under=path + "/"):
                yield f"{name}:{line}: there is no {path}"
        for plain in sorted(set(names_named(text)) - OF_OTHERS):
            where = folders.get(plain, set())
            if not where:
                yield f"{name}:{line}: there is no {plain}"
            elif len(where) > 1 and not where & {"", posixpath.dirname(name), mirrored(name)}:
                around = section_around(tree, name, line) if name.endswith(".md") else text
                told = any(re.search(rf"(?<![\w/]){re.escape(folder)}(?![\w/])", around) for folder in where)
                if told or (plain in IN_MANY and name.endswith(".md")):
                    continue
                yield f"{name}:{line}: {plain} is in {', '.join(sorted(where))}: say which"


def section_around(tree, name, line):
    """From the heading above a line of a document to the next one."""
    lines = tree.text(name).splitlines()
    begin = max((at for at in range(min(line, len(lines))) if re.match(r"## ", lines[at])), default=0)
    end = next((at for at in range(line, len(lines)) if re.match(r"## ", lines[at])), len(lines))
    return "\n".join(lines[begin:end])


def mirrored(name):
    """The source folder that a test's folder mirrors."""
    return posixpath.dirname(name).removeprefix("tests/")


def headings(text):
    return [heading.strip() for heading in re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)]


def numbers_of(text):
    return {found.group(1) for found in (re.match(r"(\d+(?:\.\d+)*)\.? ", heading) for heading in headings(text)) if found}


def numbers_cited(words):
    """"3, 5 to 7 and 10.3": each number of it."""
    cited = re.findall(r"\d+(?:\.\d+)?", words)
    for first, last in re.findall(r"\b(\d+) to (\d+)\b", words):
        cited += [str(number) for number in range(int(first), int(last))]
    return cited


def document_named(tree, name, path):
    """The document that a text means: a path from the root, a file beside, or the only one of that name."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    all_of_it = [file for file in tree.of(".md") if posixpath.basename(file) == path]
    return next((file for file in (path, beside, *(all_of_it if len(all_of_it) == 1 else ())) if file in tree.files), None)


CITED = re.compile(r"([\w./-]*\w\.md)`?,? sections? ((?:\d+(?:\.\d+)?(?:, | and | to )?)+)")
QUOTED = re.compile(r"([\w./-]*\w\.md)`?(?:, | )\"([^\"]+)\"")


def sections(tree):
    """`X.md section n` and `X.md, "Heading"` stand in X.md; so does the end of a link to X.md#heading."""
    for name, line, text in texts(tree):
        for path, words in CITED.findall(text):
            document = document_named(tree, name, path)
            if document is None:
                yield f"{name}:{line}: no document {path} could be found"
                continue
            for number in sorted(set(numbers_cited(words)) - numbers_of(tree.text(document))):
                yield f"{name}:{line}: {document} has no section {number}"
        for path, heading in QUOTED.findall(text):
            document = document_named(tree, name, path)
            plain = [re.sub(r"[`*]|^\d+(?:\.\d+)*\.? ", "", one) for one in headings(tree.text(document))] if document else []
            if document is None:
                yield f"{name}:{line}: no document {path} could be found"
            elif not any(one.startswith(heading) for one in plain):
                yield f"{name}:{line}: {document} has no heading \"{heading}\""
        if name.endswith(".md"):
            for path, anchor in re.findall(r"\]\(([^)\s#]*)#([^)\s]+)\)", text):
                document = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
                if document in tree.files and anchor not in {anchor_of(heading) for heading in headings(tree.text(document))}:
                    yield f"{name}:{line}: {document} has no heading #{anchor}"


def anchor_of(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def protocols_are_numbered(tree):
    """Comments cite sections, so a PROTOCOL.md or FORMAT.md has numbers on all of them, in order."""
    for name in tree.of("/PROTOCOL.md", "/FORMAT.md"):
        main, part = 0, 0
        for level, heading in re.findall(r"^(##+) (.*)$", re.sub(r"^```.*?^```", "", tree.text(name), flags=re.M | re.S), re.M):
            main, part = (main + 1, 0) if level == "##" else (main, part + 1)
            wanted = f"{main}. " if level == "##" else f"{main}.{part} "
            if not heading.startswith(wanted):
                yield f"{name}: \"{heading}\" should begin with {wanted.strip()}"


def rules(tree):
    """Each Rn that is named stands in RULES.md, and no rule is named nowhere else."""
    known = {int(number) for number in re.findall(r"^### R(\d+) ", tree.text(RULES), re.M)} if RULES in tree.files else set()
    used = set()
    for name, line, text in texts(tree):
        if name == RULES:
            continue
        named = {int(n) for words in re.findall(r"\b[Rr]ules? ((?:R\d+(?:, | and | to |/)?)+)", text) for n in re.findall(r"\d+", words)}
        used |= named
        for number in sorted(named - known):
            yield f"{name}:{line}: R{number} does not stand in {RULES}"
    for name in tree.of("_test.cpp"):
        used |= {int(number) for number in re.findall(r"^TEST\w*\([^)]*?(?<![A-Za-z])R(\d+)(?:_|\))", tree.text(name), re.M)}
    for number in sorted(known - used):
        yield f"{RULES}: nothing names R{number}"


def all_tests(tree):
    found = set()
    for name in tree.of(".cpp", under="tests/"):
        found |= {(suite, case) for suite, case in re.findall(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP)\((\w+),\s*(\w+)", tree.text(name), re.M)}
    return found


# Groups of ctests that are written as `group.name`. Of the others the first word is also a section of the configuration or a file.
CTESTS = re.compile(r"(?<![\w./-])(?:(?:e2e|tree|crashes|handbook|sbom|package|mutants|scripts|program)(?:\.[a-z]\w*)+"
                    r"|fleet\.broker\.[a-z]\w*|machine\.[a-z]\w*|fuzz\.[a-z]\w*)(?:\.\*)?")


def tests(tree):
    """Suite.Case, Suite.* and ctests that are named are there."""
    known = all_tests(tree)
    suites = {suite for suite, _ in known}
    listed = set()
    for name in tree.of("CMakeLists.txt", under="tests/"):
        listed |= set(re.findall(r"\w+", re.sub(r"#[^\n]*", "", tree.text(name))))
    listed |= {posixpath.basename(name).removesuffix(".py") for name in tree.of(".py", under="tests/e2e/")}
    listed |= {name for table in tree.of(".toml", under="tests/mutants/") for name in re.findall(r'^name = "(\w+)"', tree.text(table), re.M)}
    for name, line, text in texts(tree):
        for suite, case in re.findall(r"(?<![\w./:])([A-Z]\w+)\.(\w*\*?)(?![\w(])", text):
            quoted = f"`{suite}.{case}`" in text
            if suite not in suites and not (quoted and name.endswith(".md") and re.match(r"[A-Z]\w*\*?$", case) and not case.isupper()):
                continue
            if not case or case in ENDINGS:
                continue
            fits = [one for one in known if one[0] == suite and fnmatch.fnmatchcase(one[1], case)]
            if not fits:
                yield f"{name}:{line}: there is no test {suite}.{case}"
        for word in CTESTS.findall(text):
            parts = word.removesuffix(".*").split(".")
            if parts[-1] in ENDINGS or f"`{word}`" not in text and not name.endswith(".md"):
                continue
            missing = [part for part in parts[1:] if part not in listed]
            if missing and f"{'/'.join(parts)}" not in tree.files:
                yield f"{name}:{line}: there is no test {word}"


BARE = re.compile(r"\binvariant \d|(?<!--)\bseeds? \d{2,}")


def bare_numbers(tree):
    """No number that leads nowhere: an invariant of no list, or a seed of the simulation, to which the next change of people or faults gives another life."""
    for name, line, text in texts(tree):
        for found in BARE.findall(text):
            yield f"{name}:{line}: \"{found}\" leads nowhere"


def glossary(tree):
    """Each word has one entry, and each entry says where it lives."""
    text = tree.text("GLOSSARY.md") if "GLOSSARY.md" in tree.files else ""
    entries = re.findall(r"^\*\*([^*]+)\.\*\* (.*?)(?=\n\n|\Z)", text, re.M | re.S)
    words = [word.strip().lower() for entry, _ in entries for word in entry.split(",")]
    if not words:
        yield "GLOSSARY.md: no entry could be found in it"
    for word in sorted({word for word in words if words.count(word) > 1}):
        yield f"GLOSSARY.md: \"{word}\" has two entries"
    for entry, body in entries:
        if "`" not in body:
            yield f"GLOSSARY.md: \"{entry}\" does not say where it lives"
    for entry, body in entries:
        named = [name for path in re.findall(r"`([\w./-]+)`", body) for name in ([path] if path in tree.files else tree.of("", under=path.rstrip("/") + "/"))]
        for code in sorted(set(re.findall(r"`([A-Z]\w*[a-z]\w*)(?:::\w+(?:\(\))?)?`", body))):
            if not any(re.search(rf"\b{code}\b", tree.text(name)) for name in named):
                yield f"GLOSSARY.md: \"{entry}\": {code} is in no file that the entry names"


def table_after(text, heading):
    """The first cells of the table below a heading, without their back quotes."""
    body = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    return re.findall(r"^\| `(.*?)` \|", body.group(1), re.M) if body else []


def automation(tree):
    """The socket's requests, and the screens' names, stand in its contract."""
    text = tree.text("kiosk/automation/PROTOCOL.md")
    asked = {name for file in tree.of(".cpp", under="kiosk/automation/") for name in re.findall(r'\bwhat == "(\w+)"', tree.text(file))}
    told = {found.group(1) for cell in table_after(text, "2. Requests") if (found := re.match(r'\{"do":"(\w+)"', cell))}
    for name in sorted(asked ^ told):
        yield f"kiosk/automation/PROTOCOL.md: request {name} is {'not told' if name in asked else 'not in the code'}"
    screens = re.search(r"^## 4\. Screens\n(.*?)(?=^## )", text, re.M | re.S)
    named = set(re.findall(r"`(\w+)`", screens.group(1).strip().split("\n\n")[0])) if screens else set()
    sources = "".join(tree.text(file) for file in tree.of(".h", ".cpp", under="kiosk/"))
    for name in sorted(name for name in named if f'"{name}"' not in sources):
        yield f"kiosk/automation/PROTOCOL.md: no screen is called {name}"
    if not asked or not named:
        yield "kiosk/automation/PROTOCOL.md: no request or no screen could be found"


SIMULATORS = {"3. Store": "store", "4. Fiscal module": "fiscal", "5. Printer": "printer", "6. Banknote validator": "cash", "7. Scanner": "scanner"}


def simulators(tree):
    """What a simulator may be told stands in their contract, and the other way round."""
    here = "devices/simulators/PROTOCOL.md"
    text = tree.text(here)
    for heading, folder in SIMULATORS.items():
        body = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
        sources = tree.of(".cpp", ".h", under=f"devices/simulators/{folder}/")
        source = "".join(tree.text(file) for file in sources)
        obeying = "".join(tree.text(file) for file in sources if file.endswith(("_commands.cpp", "_simulator.cpp")))
        told = set(re.findall(r"`(\w+)`", body.group(1))) if body else set()
        entries = re.findall(r'(?:Entry\{|Command\{|\bfault\(|commands\[|^ *\{|\{\{)"([a-z]\w+)"\]?(?:,\s*"| = \{)', obeying, re.M)
        known = set(entries) - {"help", "ok", "error", "commands"}
        if not told or not known:
            yield f"{here}: \"{heading}\" or its commands could not be found"
        for name in sorted(name for name in told if f'"{name}"' not in source):
            yield f"{here}: {heading}: {name} is not in devices/simulators/{folder}"
        for name in sorted(known - told):
            yield f"{here}: {heading}: {name} is not told"


def program_options(tree):
    """The program's options stand in README's table, and no others."""
    read = set(re.findall(r'\badd_(?:option|flag)\("(--[\w-]+)"', tree.text("kiosk/main.cpp")))
    told = {option for cell in table_after(tree.text("README.md"), "The kiosk program") for option in re.findall(r"--[\w-]+", cell)}
    if not read:
        yield "kiosk/main.cpp: no option could be found in it"
    for option in sorted(read ^ told):
        yield f"README.md: {option} is {'missing' if option in read else 'named, and kiosk/main.cpp does not know it'}"


CHECKS = {check.__name__: check for check in (files, sections, protocols_are_numbered, rules, tests, bare_numbers, glossary, automation, simulators,
                                              program_options)}


def main(arguments):
    tree = Tree(arguments[0])
    chosen = [CHECKS[name] for name in arguments[1:]] or CHECKS.values()
    faults = [fault for check in chosen for fault in check(tree)]
    print("\n".join(faults) if faults else "each reference leads somewhere")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
