#!/usr/bin/env python3
"""What README.md, ARCHITECTURE.md, the papers beside the code and the example configuration say agrees with the code. Each check is a function from
a tree (check_tree.Tree) to a list of faults.

A paper has a heading for each thing ("### `order_intent`"); below it stand lines with a label ("- Done: .."), which may go on in the lines behind.

check_documents.py ROOT [CHECK]: prints the faults and exits 1 when there are any. Standard library only.
"""

import posixpath
import re
import sys

from check_tree import Tree

CONFIG = "engine/config/config.cpp"
EXAMPLE = "assets/config/kiosk.example.toml"
RECORDS = "engine/ledger/records.cpp"
ARCHITECTURE = "ARCHITECTURE.md"
ASSETS = "assets/ASSETS.md"
JOURNAL = "engine/journal/JOURNAL.md"
UNKNOWN = "engine/checkout/UNKNOWN.md"
INVARIANTS = "tests/INVARIANTS.md"


def section(text, heading):
    """From the line "## heading" to the next of its kind."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found.group(1) if found else ""


def first_cells(text):
    """The code in the first cell of each row of the text's tables."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.M)


def page(tree, name):
    return tree.text(name) if name in tree.files else ""


def entries(text, level="###"):
    """(title, body) of each heading of that level; the body ends at the next heading of any level."""
    return re.findall(rf"^{level} ([^\n]+)\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)


def labelled(body):
    """What stands behind each label of a heading: "- Done: .." -> {"Done": ".."}. A label that names several things counts for each of them."""
    said = {}
    for labels, text in re.findall(r"^- ([A-Z][^:\n`]*): (.*(?:\n  .*)*)", body, re.M):
        for label in re.split(r", | and | is ", labels):
            label = label[:1].upper() + label[1:]
            said[label] = (said.get(label, "") + " " + text).strip()
    return said


def compare(found, wanted, where, what):
    for name in sorted(wanted - found):
        yield f"{where}: {name} is missing; {what} has it"
    for name in sorted(found - wanted):
        yield f"{where}: {name} is named, but not in {what}"


def keys_read(source):
    """"section.key" for each key that the configuration's reader asks for. Helpers that take a reader count for their callers."""
    functions = re.findall(r"^  [^\s/][^\n]*?\b(\w+)\([^\n]*\) (?:const )?\{\n(.*?)^  \}\n", source, re.M | re.S)
    asked = r"\b{0}\.(?:text|texts|integer|integers|boolean|choice|degrees|require)\(\"(\w+)\"|\bfile\({0}, \"(\w+)\""
    read = {}
    for name, body in functions:
        read[name] = {a or b for a, b in re.findall(asked.format("in"), body)}
    keys = set()
    for _, body in functions:
        for variable, prefix in re.findall(r"TableReader (\w+)\([^;]*?\"([a-z.]+)(?:\[\{\}\])?\"[^;\"]*faults\)", body):
            names = {a or b for a, b in re.findall(asked.format(variable), body)}
            for listed in re.findall(r"for \(const auto\* key : \{([^}]*)\}\) " + variable + r"\.require", body):
                names |= set(re.findall(r"\"(\w+)\"", listed))
            for helper in set(re.findall(rf"\b(\w+)\({variable}\b", body)) & set(read):
                names |= read[helper]
            keys |= {f"{prefix}.{key}" for key in names}
    return keys


def keys_of_example(text):
    """Keys of the example, those that are commented out too."""
    keys, prefix = set(), ""
    for line in text.splitlines():
        line = re.sub(r"^# ", "", line)
        header = re.match(r"\[+([a-z.]+)\]+", line)
        key = re.match(r"([a-z_]+) = ", line)
        if header:
            prefix = header.group(1)
        elif key:
            keys.add(f"{prefix}.{key.group(1)}")
    return keys


def configuration_keys(tree):
    keys = keys_read(tree.text(CONFIG))
    if not keys:
        yield f"{CONFIG}: no key could be found in it"
    yield from compare(set(first_cells(section(tree.text("README.md"), "Configuration"))), keys, "README.md", CONFIG)
    yield from compare(keys_of_example(tree.text(EXAMPLE)), keys, EXAMPLE, CONFIG)


def code_map(tree):
    """Each source folder has an entry with a file to begin with, and each folder of assets a heading; what is named is there."""
    text = section(page(tree, ARCHITECTURE), "Code map")
    files = re.findall(r"`((?:engine|devices|kiosk)/[\w/]+\.(?:h|cpp))`", text)
    for file in files:
        if file not in tree.files:
            yield f"{ARCHITECTURE}: there is no {file}"
    named = {"/".join(file.split("/")[:2]) for file in files if file.count("/") > 1}
    headed = {code for title, _ in entries(page(tree, ASSETS), "##") for code in re.findall(r"`([^`]+)`", title)}
    parts = {tuple(name.split("/")[:2]) for name in tree.files if name.count("/") > 1}
    wanted = {"/".join(part) for part in parts if part[0] in ("engine", "devices", "kiosk")}
    for folder in sorted(wanted - named):
        yield f"{ARCHITECTURE}: the code map does not name {folder}"
    yield from compare(headed, {"/".join(part) for part in parts if part[0] == "assets"}, ASSETS, "assets/")
    entry = re.compile(r"^- \*\*.*\n(?:  .*\n)*", re.M)
    for line in entry.findall(text):
        if "Absent: " not in " ".join(line.split()):
            yield f"{ARCHITECTURE}: the code map does not say what is absent: {line.splitlines()[0]}"


def kinds_of(tree):
    listed = re.search(r"> kinds\{(.*?)\};", tree.text(RECORDS), re.S)
    return set(re.findall(r"\"(\w+)\"", listed.group(1))) if listed else set()


def journal_kinds(tree):
    kinds = kinds_of(tree)
    if not kinds:
        yield f"{RECORDS}: no kind could be found in it"
    told = [(code, body) for title, body in entries(page(tree, JOURNAL)) for code in re.findall(r"^`(\w+)`$", title)]
    yield from compare({kind for kind, _ in told}, kinds, JOURNAL, RECORDS)
    for kind, body in told:
        if not body.strip():
            yield f"{JOURNAL}: nothing is said of {kind}"


def all_tests(tree):
    tests = set()
    for name in tree.of(".cpp", under="tests/"):
        tests |= {f"{suite}.{case}" for suite, case in re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", tree.text(name), re.M)}
    return tests


def missing_tests(text, tests, where):
    """`Suite.case` and `Suite.*` of the text that are not among the tests; also `Suite.beginning_*`."""
    for suite, case in re.findall(r"`([A-Z]\w+)\.(\w*\*?)`", text):
        wanted = f"{suite}.{case.rstrip('*')}"
        if not (any(test.startswith(wanted) for test in tests) if case.endswith("*") else wanted in tests):
            yield f"{where}: there is no test {suite}.{case}"


def guarding_tests(tree):
    """Each invariant names what guards it, and the tests are there."""
    text = page(tree, INVARIANTS)
    invariants = re.findall(r"^- (\*\*No .*(?:\n  .*)*)", text, re.M)
    if not invariants:
        yield f"{INVARIANTS}: no invariant could be found in it"
    for invariant in invariants:
        said = " ".join(invariant.split())
        if not re.match(r"\*\*No [^*]*\*\* Guarded by: \S", said):
            yield f"{INVARIANTS}: nothing guards it: {said[:80]}"
    tests = all_tests(tree)
    yield from missing_tests(text, tests, INVARIANTS)
    for suite in re.findall(r"`([A-Z]\w+)`", text):
        if not any(test.startswith(suite + ".") for test in tests):
            yield f"{INVARIANTS}: there are no tests {suite}"
    cmake = tree.text("tests/tree/CMakeLists.txt")
    for check in re.findall(r"`tree\.(\w+)`", text):
        if not re.search(rf"\b{check}\b", cmake):
            yield f"{INVARIANTS}: there is no test tree.{check}"


RULES = "engine/RULES.md"


def rules(tree):
    """Each rule that is named anywhere stands in RULES.md, in order and once; the files and tests that it names are there."""
    text = tree.text(RULES) if RULES in tree.files else ""
    numbers = [int(number) for number in re.findall(r"^### R(\d+) \S", text, re.M)]
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        yield f"{RULES}: its headings are not R1, R2, R3 .. but {', '.join(f'R{number}' for number in numbers) or 'none'}"
    for name in tree.of(".cpp", ".h", ".md", ".py", ".toml"):
        named = re.findall(r"\brules? R(\d+)", tree.text(name)) + (re.findall(r"^TEST\w*\([^)]*?(?<![A-Za-z])R(\d+)(?:_|\))", tree.text(name), re.M) if name.endswith(".cpp") else [])
        for number in sorted({int(number) for number in named} - set(numbers)):
            yield f"{name}: R{number} does not stand in {RULES}"
    for file in re.findall(r"`((?:engine|devices|kiosk)/[\w/]+\.(?:h|cpp|md))`", text, re.I):
        if file not in tree.files:
            yield f"{RULES}: there is no {file}"
    for number, body in re.findall(r"^### R(\d+) [^\n]*\n(.*?)(?=^##|\Z)", text, re.M | re.S):
        for part in ("Where: `", "Tests: `"):
            if part not in body:
                yield f"{RULES}: R{number} has no \"{part[:-2]}\""
    yield from missing_tests(text, all_tests(tree), RULES)


EFFECTS = "engine/checkout/effect.h"
RUNNER = "engine/checkout/runner.cpp"
OUTCOMES = ("Journaled before", "Done", "Refused", "Unknown")
RESOLVED = "Resolved by"
SEEN = ("The customer sees", "The staff see")
TESTED = "Shown by"
PORTS = {"store", "fiscal", "printer", "cash"}
# What may be called on a port without a row: it tells nobody anything.
SILENT_CALLS = {"sign_out", "status", "on_status", "on_event"}


def functions_of(source):
    """(name, arguments, body) of each function that a source file defines for a class."""
    for found in re.finditer(r"^(?:[^\s/#}][^\n;{}]*?\b)?\w+::(~?\w+)\(([^{}]*?)\)[^{};]*\{(?:([^\n]*)\}$|\n(.*?)^\})", source, re.M | re.S):
        yield found.group(1), found.group(2), found.group(3) or found.group(4) or ""


def calls_of(body):
    """What it calls on the ports: (port, call)."""
    calls = set(re.findall(r"\bports_\.(\w+)(?:\.|->)(\w+)\(", body))
    for name, port in re.findall(r"\bauto\* (\w+) = ports_\.(\w+)[;)]", body):
        calls |= {(port, call) for call in re.findall(rf"\b{name}->(\w+)\(", body)}
    return {(port, call) for port, call in calls if port in PORTS and call not in SILENT_CALLS}


def port_calls(tree, text, told):
    """Each call that the engine makes on a port of the outside: in `run()` of an effect that has a heading, or under a heading of its own."""
    here = UNKNOWN
    apart = {(function, port, call) for port, call, functions in re.findall(r"^### `(\w+)->(\w+)` in ([^\n]*)$", text, re.M)
             for function in re.findall(r"`(\w+)`", functions)}
    found = set()
    for name in tree.of(".cpp", under="engine/"):
        source = tree.text(name)
        seen = 0
        for function, arguments, body in functions_of(source):
            seen += len(re.findall(r"\bports_\.", body))
            calls = calls_of(body)
            effect = re.match(r"const effect::(\w+)&", arguments)
            if not effect:
                found |= {(function, port, call) for port, call in calls}
                continue
            if re.search(r"(?<![\w.>:])print\(", body):
                calls.add(("printer", "print"))
            if calls and effect.group(1) not in told:
                yield f"{here}: {effect.group(1)} has no heading, and the runner calls {', '.join(sorted(call for _, call in calls))}"
        if seen != len(re.findall(r"\bports_\.", source)):
            yield f"{name}: a call of a port is in no function that this check can read"
    for function, port, call in sorted(found - apart):
        yield f"{here}: {port}->{call} in {function} has no heading"
    for function, port, call in sorted(apart - found):
        yield f"{here}: {port}->{call} in {function} has a heading, and is not called there"


def requests_in(tree):
    """("METHOD path") of every request that the store's client and the module's session make, as far as the path is written there."""
    sent = set()
    for name in tree.of(".cpp", under="engine/store/"):
        source = tree.text(name)
        for what, path, behind in re.findall(r"\b(get|post|send_auth)\((?:StoreCall::\w+, )?(?:fmt::format\()?\"(/[^\"?]*)[^\n]*\n([^\n]*)", source):
            other = re.search(r"\bmethod = \"(\w+)\"", behind)
            sent.add(f"{other.group(1) if other else 'GET' if what == 'get' else 'POST'} {path}")
        for path in re.findall(r"path = fmt::format\(\"(/[^\"?]*)", source):
            sent.add(f"GET {path}")
        sent |= {f"WS {kind}" for pair in re.findall(r"key\(\"type\"\)\.string\(\"(\w+)\"\)|\"type\":\"(\w+)\"", source) for kind in pair if kind}
        yield from (f"{name} {path}" for path in paths_in(source) if not any(one.endswith(" " + path) for one in sent))
    for name in tree.of(".cpp", under="devices/fiscal/"):
        source = tree.text(name)
        for method, text in re.findall(r"\bask\(\"(\w+)\", ([^;]*?), (?:\"\"|\*|\w)", source):
            sent |= {f"{method} {path}" for path in re.findall(r"\"(/[^\"?]*)", text)}
        for path, method in re.findall(r"path = \"(/[^\"?]*)[^;]*;[^;]*?ask\(\w+ \? \"(\w+)\"", source):
            sent.add(f"{method} {path}")
        yield from (f"{name} {path}" for path in paths_in(source) if not any(one.endswith(" " + path) for one in sent))
    yield from sent


def paths_in(source):
    return {path for path in re.findall(r"\"(/[a-z_]+(?:/[a-z_-]+)*/?)[^\"]*\"", source) if path != "/"}


def requests(tree, text, effects):
    """Each request on the wires has a heading, says who sends it and what happens without an answer, and the simulators serve it."""
    here = f"{UNKNOWN}: requests"
    told = [(title.strip("`"), labelled(body)) for title, body in entries(text) if re.match(r"`(?:GET|POST|DELETE|WS) [^`]+`$", title)]
    yield from compare({request for request, _ in told}, set(requests_in(tree)), here, "engine/store and devices/fiscal")
    served = "".join(tree.text(name) for name in tree.of(".cpp", under="devices/simulators/store/") + tree.of(".cpp", under="devices/simulators/fiscal/"))
    for request, said in told:
        if f'"{request.split(" ")[1]}"' not in served:
            yield f"{here}: no simulator serves {request}"
        for label in ("Sent for", "No answer"):
            if label not in said:
                yield f"{here}: {request} has no \"{label}\""
        for name in re.findall(r"`([A-Z]\w+)`", said.get("Sent for", "")):
            if name not in effects and not re.search(rf"\b{name}\b", "".join(tree.text(file) for file in tree.of(".h", under="engine/") + tree.of(".h", under="devices/fiscal/"))):
                yield f"{here}: {name} is no effect and no class: {request}"


def unknown_outcomes(tree):
    """The headings of unknown outcomes against the effects, the journal's kinds, the runner and the tests, in both directions."""
    here = UNKNOWN
    text = page(tree, UNKNOWN)
    told = [(title, labelled(body)) for title, body in entries(section(text, "Effects"))]
    if not told:
        yield f"{here}: no effect could be found in it"
    for title, said in told:
        for label in (OUTCOMES[0], SEEN[1], TESTED):
            if label not in said:
                yield f"{here}: {title} has no \"{label}\""
        if not said.keys() & {"Unknown", RESOLVED}:
            yield f"{here}: {title} does not say what an unknown outcome is, nor how it is resolved"
    listed = re.search(r"Effects that ask nothing of the outside have no heading: (.*?)\n\n", text, re.S)
    silent = set(re.findall(r"`([A-Z]\w+)`", listed.group(1))) if listed else set()
    of_effect = {}
    for title, said in told:
        for name in re.findall(r"`([A-Z]\w+)`", title):
            of_effect.setdefault(name, []).append(said)

    # Each effect has a heading or is silent; what is named exists.
    source = tree.text(EFFECTS)
    effects = set(re.findall(r"^struct (\w+) \{", source, re.M))
    if not effects:
        yield f"{EFFECTS}: no effect could be found in it"
    yield from compare(set(of_effect) | silent, effects, here, EFFECTS)
    for name in sorted(set(of_effect) & silent):
        yield f"{here}: {name} has a heading, and is said to have none"

    # Whatever reaches a port has a heading: that of its effect, or one of its own.
    yield from port_calls(tree, text, of_effect)
    yield from requests(tree, text, effects)

    # The intent of effect.h stands under its effect, and under no other.
    intents = dict(re.findall(r"^struct (\w+) \{.*///< intent: (\w+)", source, re.M))
    for name, kind in sorted(intents.items()):
        if not any(f"`{kind}`" in said.get(OUTCOMES[0], "") for said in of_effect.get(name, [])):
            yield f"{here}: {name} does not name its intent {kind}"
    for title, said in told:
        for kind in re.findall(r"`(\w+_intent)`", said.get(OUTCOMES[0], "")):
            if kind not in {intents.get(name) for name in re.findall(r"`([A-Z]\w+)`", title)}:
                yield f"{here}: {kind} is no intent of {title}, says {EFFECTS}"

    # Kinds exist, and each outcome that is not "done" is somewhere.
    kinds = kinds_of(tree)
    members = set(re.findall(r"\b(\w+)\b", tree.text("engine/ledger/records.h") + tree.text("engine/sale/kinds.h"))) | set(re.findall(r"\b(\w+)\b", tree.text("devices/cash/ccnet_session.cpp")))
    named = set()
    for title, said in told:
        for label in (*OUTCOMES, *SEEN):
            for word in re.findall(r"`([a-z]\w+)`", said.get(label, "")):
                named.add(word)
                if word not in kinds and not ("_" not in word and word in members) and not called_somewhere(tree, word):
                    yield f"{here}: {word} is no kind of the journal: {title}"
        for word in re.findall(r"`([a-z]\w+)`", said.get(RESOLVED, "")):
            named.add(word)
            if word not in kinds and word not in members and not called_somewhere(tree, word):
                yield f"{here}: nothing in the code is called {word}: {title}"
    for kind in sorted(kinds):
        if re.search(r"_(intent|refused|unknown|unresolved)$", kind) and kind not in named:
            yield f"{here}: {kind} is under no effect"

    # Each effect names its tests.
    tests = all_tests(tree)
    for title, said in told:
        if TESTED in said and not re.search(r"`[A-Z]\w+\.\w*\*?`", said[TESTED]):
            yield f"{here}: no test is named for {title}"
        yield from missing_tests(said.get(TESTED, ""), tests, here)


def called_somewhere(tree, word):
    """A request or a function of the store's client or of a device."""
    return any(re.search(rf"\b{word}\b", tree.text(name)) for name in tree.files
               if name.startswith(("engine/store/", "engine/ports/", "devices/fiscal/")) and name.endswith((".cpp", ".h")))


def first_commands(tree):
    """README opens with the two commands, exactly."""
    if not re.match(r"# [^\n]+\n\n```sh\nscripts/run\nscripts/test\n```\n", tree.text("README.md")):
        yield "README.md:1: a title, then a block of scripts/run and scripts/test and nothing else"


def links_of(tree, name):
    """(line, target as written, path from the root) of each link of a document to a file: inline, or defined as "[word]: target"."""
    text = re.sub(r"^```.*?^```", lambda block: re.sub(r"[^\n]", " ", block.group(0)), tree.text(name), flags=re.M | re.S)
    for number, line in enumerate(text.splitlines(), 1):
        targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)) + re.findall(r"^\[[^\]]+\]: (\S+)$", line)
        for target in targets:
            if not re.match(r"[a-z]+:|#", target):
                yield number, target, posixpath.normpath(posixpath.join(posixpath.dirname(name), target.split("#")[0]))


def links(tree):
    for name in tree.of(".md"):
        for number, target, path in links_of(tree, name):
            if path not in tree.files and not tree.of("", under=path + "/"):
                yield f"{name}:{number}: {target} is not there"


def documents_are_found(tree):
    """Each document can be reached by links from README.md or ARCHITECTURE.md."""
    reached, ahead = set(), ["README.md", ARCHITECTURE]
    while ahead:
        name = ahead.pop()
        if name in tree.files and name not in reached:
            reached.add(name)
            ahead += [path for _, _, path in links_of(tree, name) if path.endswith(".md")]
    for name in sorted(set(tree.of(".md")) - reached):
        yield f"{name}: no link leads here from README.md or {ARCHITECTURE}"


WIDEST = 160
# Made by tests/engine/checkout/stage_table_test.cpp, which compares it to the byte.
GENERATED = {"tests/engine/checkout/stage_table.md"}


def lines_are_short(tree):
    """A line that is wider is read by nobody, in a table, in code, and least of all in a change."""
    for name in tree.of(".md"):
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            if len(line) > WIDEST and name not in GENERATED:
                yield f"{name}:{number}: {len(line)} characters, at most {WIDEST}"


SHORTEST, LONGEST = 12_000, 16_500


def architecture_is_short(tree):
    """It is read in a quarter of an hour: what is longer stands beside the code and is linked."""
    size = len(page(tree, ARCHITECTURE).encode())
    if not SHORTEST <= size <= LONGEST:
        yield f"{ARCHITECTURE}: {size} bytes, not {SHORTEST} to {LONGEST}"


CHECKS = {check.__name__: check for check in (configuration_keys, code_map, journal_kinds, guarding_tests, rules, unknown_outcomes, first_commands, links,
                                              documents_are_found, lines_are_short, architecture_is_short)}


def main(arguments):
    tree = Tree(arguments[0])
    chosen = [CHECKS[name] for name in arguments[1:]] or CHECKS.values()
    faults = [fault for check in chosen for fault in check(tree)]
    print("\n".join(faults) if faults else "the documents agree with the code")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
