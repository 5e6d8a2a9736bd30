#!/usr/bin/env python3
"""The checks of the documents find what they are for, and nothing else."""

import tempfile
import unittest
from pathlib import Path

import check_documents
from check_tree import Tree

READER = '''class Reader {
  void baud(TableReader& in, SerialConfig& serial) {
    in.integer("baud", 1, 2);
  }

  void read_a(A& a) {
    TableReader in(root_.table("a"), "a", faults);
    for (const auto* key : {"one"}) in.require(key);
    take(a.two, in.text("two", words(64)));
    take(a.three, file(in, "three", checks::secret_file));
    baud(in, a.serial);
  }

  void read_b(std::vector<B>& list) {
    TableReader in(root_.table("b"), "b", faults);
    for (std::size_t i = 0; i < n; ++i) {
      TableReader one(tables[i], fmt::format("b.c[{}]", i), faults);
      take(x, one.degrees("four", 90));
    }
  }
};
'''
EXAMPLE = '# Keys that are left out\n[a]\none = 1\n# two = 2 # why\nthree = 3\n# baud = 9600\n\n[[b.c]]\nfour = 4\n'
TABLE = "## Configuration\n\n| key | x |\n|---|---|\n" + "".join(
    f"| `{key}` | x |\n" for key in ("a.one", "a.two", "a.three", "a.baud", "b.c.four"))


class CheckDocuments(unittest.TestCase):
    def expect(self, check, files, *parts):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            faults = list(check_documents.CHECKS[check](Tree(folder)))
        self.assertEqual(len(faults), len(parts), faults)
        for fault, part in zip(faults, parts):
            self.assertIn(part, fault)

    def test_configuration(self):
        files = {check_documents.CONFIG: READER, check_documents.EXAMPLE: EXAMPLE, "README.md": TABLE}
        self.expect("configuration_keys", files)
        self.expect("configuration_keys", {**files, "README.md": TABLE.replace("| `a.baud` | x |\n", "")}, "README.md: a.baud is missing")
        self.expect("configuration_keys", {**files, "README.md": TABLE + "| `a.gone` | x |\n"}, "README.md: a.gone is named")
        self.expect("configuration_keys", {**files, check_documents.EXAMPLE: EXAMPLE.replace("four", "five")},
                    "b.c.four is missing", "b.c.five is named")
        self.expect("configuration_keys", {check_documents.CONFIG: "", check_documents.EXAMPLE: "", "README.md": ""}, "no key")

    def test_rules(self):
        text = "# Rules\n\n### R1 One\n\nSo.\nWhere: `engine/a.h`. Tests: `Paying.R1_is_so`.\n\n### R2 Two\n\nSo.\nWhere: `engine/a.h`. Tests: `Paying.*`.\n"
        files = {check_documents.RULES: text, "engine/a.h": "// Rules R2, as (rules R1) says.\n",
                 "tests/engine/a_test.cpp": "TEST(Paying, R1_is_so) {}\nTEST(Paying, IsSo_R2) {}\n"}
        self.expect("rules", files)
        self.expect("rules", {**files, "engine/b.cpp": "// rules R3\n"}, "engine/b.cpp: R3")
        self.expect("rules", {**files, "tests/engine/b_test.cpp": "TEST(R4_Order, is_so) {}\n"}, "tests/engine/b_test.cpp: R4")
        self.expect("rules", {**files, check_documents.RULES: text.replace("R1_is_so", "R1_is_not")}, "there is no test Paying.R1_is_not")
        self.expect("rules", {**files, check_documents.RULES: text.replace("`engine/a.h`", "`engine/gone.h`", 1)}, "there is no engine/gone.h")
        self.expect("rules", {**files, check_documents.RULES: text.replace("Tests: `Paying.R1_is_so`.", "")}, 'R1 has no "Tests:"')
        self.expect("rules", {"engine/a.h": ""}, "its headings are not")

    def test_unknown_outcomes(self):
        effects = ("struct Send { int t; };   ///< intent: send_intent\nstruct Ask { int t; };\nstruct Wipe {};\n")
        runner = ("void Runner::run(const effect::Send& e) {\n  ports_.store.send_it(e.t);\n}\n\n"
                  "void Runner::run(const effect::Ask& e) { ports_.fiscal->ask(e.t); }\n"
                  "void Runner::run(const effect::Wipe&) { ports_.store.sign_out(); }\n")
        send = ("### `Send`: `send_it`\n\nOf goods.\n\n- Journaled before: `send_intent`.\n- Done: `sent` with `found`.\n"
                "- Unknown: it may be\n  `send_unknown`.\n"
                "- Resolved by: `Ask`.\n- The customer and the staff see: x.\n- Shown by: `Sending.*`.\n\n")
        ask = ("### `Ask`\n\n- Journaled before: nothing.\n- Refused, unknown: nothing was learnt.\n- The staff see: x.\n"
               "- Shown by: x, and\n  `Sending.answer_that_never_comes`.\n\n")
        text = ("# Unknown\n\nEffects that ask nothing of the outside have no heading: `Wipe`.\n\n## Effects\n\n" + send + ask +
                "## Next\n\n### `Other`\n\nx\n")
        here = check_documents.UNKNOWN
        files = {here: text, check_documents.EFFECTS: effects, check_documents.RUNNER: runner,
                 check_documents.RECORDS: "std::array<x> kinds{\"send_intent\", \"sent\", \"send_unknown\"};",
                 "engine/ledger/records.h": "bool found;", "engine/sale/kinds.h": "", "devices/cash/ccnet_session.cpp": "",
                 "engine/ports/store.h": "void send_it(int);", "tests/a_test.cpp": "TEST(Sending, answer_that_never_comes) {"}

        def changed(old, new, name=here):
            self.assertIn(old, files[name])
            return {**files, name: files[name].replace(old, new)}

        self.expect("unknown_outcomes", files)
        self.expect("unknown_outcomes", changed(ask, ""), "Ask is missing", "Ask has no heading, and the runner calls ask")
        self.expect("unknown_outcomes", changed("no heading: `Wipe`", "no heading: nothing"), "Wipe is missing")
        self.expect("unknown_outcomes", changed("no heading: `Wipe`", "no heading: `Wipe`, `Gone`"), "Gone is named")
        self.expect("unknown_outcomes", changed("no heading: `Wipe`", "no heading: `Wipe`, `Ask`"), "Ask has a heading, and is said")
        self.expect("unknown_outcomes", changed("### `Ask`", "### `Asked`"), "Ask is missing", "Asked is named", "Ask has no heading, and")
        self.expect("unknown_outcomes", changed("sign_out()", "forget()", check_documents.RUNNER), "Wipe has no heading, and the runner calls forget")
        self.expect("unknown_outcomes", changed("before: `send_intent`", "before: nothing"), "does not name its intent", "send_intent is under no effect")
        self.expect("unknown_outcomes", changed("before: nothing", "before: `send_intent`"), "send_intent is no intent of")
        self.expect("unknown_outcomes", changed("`sent` with", "`gone_kind` with"), "gone_kind is no kind")
        self.expect("unknown_outcomes", changed("it may be\n  `send_unknown`", "it may be\n  so"), "send_unknown is under no effect")
        self.expect("unknown_outcomes", changed("Resolved by: `Ask`", "Resolved by: `nowhere_found`"), "nothing in the code is called nowhere_found")
        self.expect("unknown_outcomes", changed("\"sent\"", "\"sent\", \"sent_refused\"", check_documents.RECORDS), "sent_refused is under no effect")
        self.expect("unknown_outcomes", changed("`Sending.*`", "`Sending.other`"), "no test Sending.other")
        self.expect("unknown_outcomes", changed("`Sending.answer_that_never_comes`", "-"), "no test is named for `Ask`")
        self.expect("unknown_outcomes", changed("- Journaled before: nothing.\n", ""), '`Ask` has no "Journaled before"')
        self.expect("unknown_outcomes", changed("- Refused, unknown: nothing was learnt.\n", ""), "`Ask` does not say what an unknown outcome is")
        self.expect("unknown_outcomes", changed("- The staff see: x.\n- Shown", "- Shown"), '`Ask` has no "The staff see"')
        self.expect("unknown_outcomes", changed("## Effects", "## Elsewhere"), "no effect could be found", "Ask is missing", "Send is missing",
                    "Send has no heading", "Ask has no heading", "Send does not name its intent", "send_intent is under", "send_unknown is under")

    def test_port_calls(self):
        text = "## Effects\n\n### `Send`\n\n- x\n\n### `cash->disable` in `stop`\n\n- Why: x\n"
        runner = ("void Runner::run(const effect::Send& e) {\n  if (e.t) {\n    x();\n  }\n  ports_.store.send_it(e.t);\n}\n\n"
                  "Runner::~Runner() {\n  ports_.time.cancel();\n}\n"
                  "bool Runner::stop() {\n  if (!x) { y(); }\n  ports_.cash->disable();\n  return ports_.cash->status().settled;\n}\n")

        def found(text, runner, *parts):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / check_documents.RUNNER
                path.parent.mkdir(parents=True)
                path.write_text(runner, encoding="utf-8")
                faults = list(check_documents.port_calls(Tree(folder), text, {"Send": []} if "`Send`" in text else {}))
            self.assertEqual(len(faults), len(parts), faults)
            for fault, part in zip(faults, parts):
                self.assertIn(part, fault)

        found(text, runner)
        found(text.replace("`Send`", "`Other`"), runner, "Send has no heading, and the runner calls send_it")  # behind an inner brace too
        found(text.replace("`stop`", "`start`"), runner, "cash->disable in stop has no heading", "cash->disable in start has a heading, and is not called")
        found(text, runner.replace("y();", "y(); ports_.printer->assume_torn();"), "printer->assume_torn in stop has no heading")
        found(text, runner.replace("x();", "auto* p = ports_.printer;\n    p->print(1);").replace("run(const effect::Send& e)", "go()"),
              "printer->print in go", "store->send_it in go")
        found(text, runner + "auto x = [] { ports_.store.go(); };\n", "in no function that this check can read")

    def test_requests(self):
        store = ('spec(get("/users/me", A::x, 1), y);\nz();\nauto s = impl_->post(StoreCall::clear, "/cart/all", {});\ns.method = "DELETE";\n'
                 'send_auth("/token", b);\nw();\nreturn R"({"type":"get_orders"})";\n')
        module = 'co_await ask("GET", "/info/", "", Shape::info);\nco_await ask("POST", refund ? "/no/" : "/yes/", *body, Shape::sign);\n'
        known = ["GET /users/me", "DELETE /cart/all", "POST /token", "WS get_orders", "GET /info/", "POST /no/", "POST /yes/"]
        files = {"engine/store/a.cpp": store, "devices/fiscal/b.cpp": module, "engine/x.h": "class Asker;",
                 "devices/simulators/store/c.cpp": " ".join(f'"{request.split(" ")[1]}"' for request in known)}

        def found(files, told, *parts, below="- Sent for: `Ask`.\n- No answer: x.\n"):
            with tempfile.TemporaryDirectory() as folder:
                for name, text in files.items():
                    path = Path(folder) / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8")
                text = "".join(f"### `{request}`\n\n{below}\n" for request in told)
                faults = list(check_documents.requests(Tree(folder), text, {"Ask"}))
            self.assertEqual(len(faults), len(parts), faults)
            for fault, part in zip(faults, parts):
                self.assertIn(part, fault)

        found(files, known)
        found(files, known, below="- Sent for: `Asker`.\n- No answer: x.\n")
        found(files, known[:-1], "POST /yes/ is missing")
        found(files, [*known, "GET /gone"], "GET /gone is named", "no simulator serves GET /gone")
        found({**files, "engine/store/a.cpp": store.replace("DELETE", "PUT")}, known, "PUT /cart/all is missing", "DELETE /cart/all is named")
        found({**files, "devices/fiscal/b.cpp": module + 'const std::string path = "/hidden/";\n'}, known, "devices/fiscal/b.cpp /hidden/ is missing")
        found(files, known, *["Nobody is no effect and no class"] * len(known), below="- Sent for: `Nobody`.\n- No answer: x.\n")
        found(files, known, *['has no "No answer"'] * len(known), below="- Sent for: `Ask`.\n")

    def test_code_map(self):
        text = ("## Code map\n\n- **a** (`engine/a/x.h`): what. Absent:\n  all else.\n- **b**, **c** (`kiosk/b/y.h`, `kiosk/c/z.h`): what. Absent: x.\n\n"
                "## Next\n\n- **not** (`not/here/x.h`)\n")
        assets = "# Assets\n\n## `assets/p`\n\nx\n"
        files = {check_documents.ARCHITECTURE: text, check_documents.ASSETS: assets, "engine/a/x.h": "", "kiosk/b/y.h": "", "kiosk/c/z.h": "",
                 "kiosk/main.cpp": "", "assets/p/q": "", "engine/CMakeLists.txt": ""}
        self.expect("code_map", files)
        self.expect("code_map", {**files, "kiosk/d/y.h": ""}, "does not name kiosk/d")
        self.expect("code_map", {**files, "assets/r/y.h": ""}, "assets/r is missing")
        self.expect("code_map", {**files, check_documents.ASSETS: assets + "## `assets/gone`\n"}, "assets/gone is named")
        self.expect("code_map", {**files, check_documents.ARCHITECTURE: text.replace("a/x.h", "a/w.h")}, "no engine/a/w.h")
        self.expect("code_map", {**files, check_documents.ARCHITECTURE: text.replace(" Absent:\n  all else.", "")}, "does not say what is absent: - **a**")

    def test_journal_kinds(self):
        code = 'constexpr std::array<std::string_view, 2> kinds{\n    "one", "two"};\n'
        text = "# Kinds\n\n## Group\n\n### `one`\n\nx\n\n### `two`\n\nx\n"
        files = {check_documents.RECORDS: code, check_documents.JOURNAL: text}
        self.expect("journal_kinds", files)
        self.expect("journal_kinds", {**files, check_documents.RECORDS: code.replace('"two"', '"two", "three"')}, "three is missing")
        self.expect("journal_kinds", {**files, check_documents.JOURNAL: text + "### `four`\n\nx\n"}, "four is named")
        self.expect("journal_kinds", {**files, check_documents.JOURNAL: text.replace("### `one`\n\nx", "### `one`\n")}, "nothing is said of one")
        self.expect("journal_kinds", {**files, check_documents.RECORDS: ""}, "no kind could be found", "one is named", "two is named")

    def test_guarding_tests(self):
        text = ("# Invariants\n\n## Group\n\n- **No\n  thing.**\n  Guarded by: `Some.thing`, `Some.*`, `Some`,\n  ctest `tree.includes`.\n"
                "- **No other.** Guarded by: its signature.\n")
        files = {check_documents.INVARIANTS: text, "tests/a_test.cpp": "TEST(Some, thing) {}\n", "tests/tree/CMakeLists.txt": "foreach(check includes)\n"}
        self.expect("guarding_tests", files)
        self.expect("guarding_tests", {**files, "tests/a_test.cpp": "TEST_F(Some, other) {}\n"}, "no test Some.thing")
        self.expect("guarding_tests", {**files, "tests/a_test.cpp": ""}, "Some.thing", "Some.*", "no tests Some")
        self.expect("guarding_tests", {**files, "tests/tree/CMakeLists.txt": "include\n"}, "no test tree.includes")
        self.expect("guarding_tests", {**files, check_documents.INVARIANTS: text.replace(" Guarded by: its signature.", "")},
                    "nothing guards it: **No other.**")
        self.expect("guarding_tests", {**files, check_documents.INVARIANTS: ""}, "no invariant could be found")

    def test_first_commands(self):
        page = "# Kiosk\n\n```sh\nscripts/run\nscripts/test\n```\n\nMore.\n"
        self.expect("first_commands", {"README.md": page})
        self.expect("first_commands", {"README.md": page.replace("scripts/test", "scripts/test -V")}, "README.md:1")
        self.expect("first_commands", {"README.md": page.replace("```sh\n", "Words.\n\n```sh\n")}, "README.md:1")

    def test_links(self):
        page = "[a](a/B.md#part) ![p](a/p.png) [f](a) [w](https://x.org/y) [h](#here) `[c](code)`\n```\n[n](nowhere)\n```\n"
        files = {"README.md": page, "a/B.md": "[up](../README.md)\n", "a/p.png": ""}
        self.expect("links", files)
        self.expect("links", {**files, "a/B.md": "\n[up](README.md)\n"}, "a/B.md:2: README.md is not there")
        self.expect("links", {**files, "README.md": "![p][q]\n\n[q]: a/p.png\n"})
        self.expect("links", {**files, "README.md": "![p][q]\n\n[q]: a/gone.png\n"}, "README.md:3: a/gone.png is not there")

    def test_documents_are_found(self):
        files = {"README.md": "[a](a/B.md)\n", "a/B.md": "[c](../C.md#part) [up](../README.md)\n", "C.md": "", "ARCHITECTURE.md": "[d]: D.md\n", "D.md": ""}
        self.expect("documents_are_found", files)
        self.expect("documents_are_found", {**files, "a/B.md": ""}, "C.md: no link leads here")
        self.expect("documents_are_found", {**files, "ARCHITECTURE.md": "`[d](D.md)`\n"}, "D.md: no link")
        self.expect("documents_are_found", {**files, "E.md": "[e](E.md)\n"}, "E.md: no link")

    def test_lines_are_short(self):
        wide = "x" * (check_documents.WIDEST + 1)
        made = next(iter(check_documents.GENERATED))
        self.expect("lines_are_short", {"a/B.md": wide[1:] + "\n", made: wide, "a/b.py": wide})
        self.expect("lines_are_short", {"a/B.md": f"x\n| {wide[3:]}|\n```\n{wide}x\n```\n", "C.md": wide}, "C.md:1: 161 characters", "a/B.md:2: 161",
                    "a/B.md:4: 162")
        self.expect("lines_are_short", {"a/B.md": "Ў" * check_documents.WIDEST})  # characters, not bytes

    def test_architecture_is_short(self):
        name = check_documents.ARCHITECTURE
        self.expect("architecture_is_short", {name: "x" * check_documents.SHORTEST})
        self.expect("architecture_is_short", {name: "x" * (check_documents.LONGEST + 1)}, f"{name}: 16501 bytes")
        self.expect("architecture_is_short", {name: "x" * 100}, f"{name}: 100 bytes")
        self.expect("architecture_is_short", {"README.md": ""}, f"{name}: 0 bytes")


if __name__ == "__main__":
    unittest.main()
