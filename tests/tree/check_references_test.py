#!/usr/bin/env python3
"""The checks of references find each fault that is planted, and nothing in a tree without one."""

import tempfile
import unittest
from pathlib import Path

import check_references
from check_tree import Tree

PROTOCOL = "# Wire\n\n## 1. Line\n\nSo.\n\n## 2. Frames\n\n### 2.1 Short\n\nSo.\n\n### 2.2 Long\n"


class CheckReferences(unittest.TestCase):
    def expect(self, check, files, *parts):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            faults = list(check_references.CHECKS[check](Tree(folder)))
        self.assertEqual(len(faults), len(parts), faults)
        for fault, part in zip(faults, parts):
            self.assertIn(part, fault)

    def test_files(self):
        tree = {"engine/a/one.h": "// See two.h.\n", "engine/a/two.h": "", "engine/b/two.h": "", "README.md": "# x\n", "kiosk/three.cpp": ""}
        self.expect("files", tree)
        self.expect("files", {**tree, "kiosk/four.cpp": "// engine/a/one.h, engine/{a,b}/two.h, three.cpp, README.md, engine/b/NAME.h, \"x\"\n"})
        self.expect("files", {**tree, "kiosk/four.cpp": "int x; ///< engine/a/gone.h\n"}, "kiosk/four.cpp:1: there is no engine/a/gone.h")
        self.expect("files", {**tree, "kiosk/four.cpp": "// engine/{a,c}/two.h\n"}, "there is no engine/c/two.h")
        self.expect("files", {**tree, "kiosk/four.cpp": "// gone.h\n"}, "there is no gone.h")
        self.expect("files", {**tree, "kiosk/four.cpp": "// two.h\n"}, "two.h is in engine/a, engine/b: say which")
        self.expect("files", {**tree, "kiosk/four.cpp": "// two.h of engine/b\n"})
        self.expect("files", {**tree, "kiosk/four.cpp": 'auto x = "engine/a/gone.h"; // "y"\n'})
        self.expect("files", {**tree, "kiosk/four.py": '"""engine/a/gone.h"""\n# engine/gone.py\n'}, "engine/gone.py", "engine/a/gone.h")
        self.expect("files", {**tree, "scripts/run": "#!/bin/sh\n# engine/a/gone.h\n"}, "scripts/run:2: there is no engine/a/gone.h")
        self.expect("files", {**tree, "X.md": "# X\n\n## A\n\nIn `engine/b`:\n\n`two.h`\n\n## B\n\n| `two.h` |\n"}, "X.md:11: two.h is in")
        self.expect("files", {**tree, "X.md": "```\nengine/a/gone.h\n```\n\n[two.md](engine/a/two.h)\n"})
        self.expect("files", {**tree, "kiosk/four.cpp": "// (papers/wire.md section 3), https://example.org/x.md\n"}, "there is no papers/wire.md")
        self.expect("files", {**tree, "CHANGELOG.md": "engine/a/gone.h\n"})

    def test_sections(self):
        tree = {"devices/x/PROTOCOL.md": PROTOCOL, "ARCHITECTURE.md": "# A\n\n## `The` life of a purchase\n"}
        self.expect("sections", {**tree, "devices/x/a.h": "// (devices/x/PROTOCOL.md section 2.1), PROTOCOL.md sections 1, 2.2 and 2\n"})
        self.expect("sections", {**tree, "devices/x/a.h": "// devices/x/PROTOCOL.md\n// section 3\n"},
                    "devices/x/a.h:1: devices/x/PROTOCOL.md has no section 3")
        self.expect("sections", {**tree, "devices/x/a.h": "// devices/x/PROTOCOL.md sections 1 to 4\n"}, "no section 3", "no section 4")
        self.expect("sections", {**tree, "devices/x/a.h": "// devices/y/PROTOCOL.md section 1\n"}, "no document devices/y/PROTOCOL.md")
        self.expect("sections", {**tree, "devices/x/a.h": '// (ARCHITECTURE.md, "The life of a\n// purchase")\n'})
        self.expect("sections", {**tree, "devices/x/a.h": '// (ARCHITECTURE.md, "The death")\n'}, 'has no heading "The death"')
        self.expect("sections", {**tree, "README.md": "[x](devices/x/PROTOCOL.md#21-short)\n\n[y](ARCHITECTURE.md#gone)\n"},
                    "ARCHITECTURE.md has no heading #gone")

    def test_protocols_are_numbered(self):
        self.expect("protocols_are_numbered", {"devices/x/PROTOCOL.md": PROTOCOL})
        self.expect("protocols_are_numbered", {"devices/x/PROTOCOL.md": PROTOCOL + "\n## Open\n"}, '"Open" should begin with 3.')
        self.expect("protocols_are_numbered", {"devices/x/FORMAT.md": "## 1. A\n\n### 1.2 B\n"}, '"1.2 B" should begin with 1.1')

    def test_rules(self):
        rules = "# Rules\n\n### R1 One\n\n### R2 Two\n"
        tree = {"engine/RULES.md": rules, "engine/a.h": "// so (rules R1, R2)\n"}
        self.expect("rules", tree)
        self.expect("rules", {**tree, "engine/b.cpp": "// Rules R1 and R7.\n"}, "engine/b.cpp:1: R7 does not stand in")
        self.expect("rules", {**tree, "engine/a.h": "// so (rules R1)\n"}, "nothing names R2")
        self.expect("rules", {**tree, "engine/a.h": "// so (rules R1)\n", "tests/a_test.cpp": "TEST(Paying, R2_is_so) {}\n"})

    def test_tests(self):
        tree = {"tests/a_test.cpp": "TEST(Paying, R1_is_so) {}\nTEST_F(Paying, Never) {}\n", "tests/tree/CMakeLists.txt": "foreach(check one two)\n",
                "tests/mutants/a.toml": '[[mutant]]\nname = "greedy"\n', "tests/e2e/by_card.py": ""}
        self.expect("tests", {**tree, "X.md": "`Paying.R1_is_so`, `Paying.*`, `Paying.R1_*`, `tree.one`, `mutants.greedy`, `e2e.by_card.*`\n"})
        self.expect("tests", {**tree, "X.md": "`Paying.Gone`\n"}, "X.md:1: there is no test Paying.Gone")
        self.expect("tests", {**tree, "X.md": "`Gone.IsIt`\n"}, "there is no test Gone.IsIt")
        self.expect("tests", {**tree, "X.md": "`Paying.R2_*`\n"}, "there is no test Paying.R2_*")
        self.expect("tests", {**tree, "X.md": "`tree.three`\n"}, "there is no test tree.three")
        self.expect("tests", {**tree, "X.md": "`mutants.gone`\n"}, "there is no test mutants.gone")
        self.expect("tests", {**tree, "engine/a.h": "// Paying.Gone shows it; Value.Gone is no suite\n"}, "engine/a.h:1: there is no test Paying.Gone")

    def test_bare_numbers(self):
        self.expect("bare_numbers", {"engine/a.h": "// artefacts, a seed, --seed 4711, invariants 3\n", "CHANGELOG.md": "seed 4711\n"})
        for planted in ("(simulation, seed 4711)", "seeds 12 and 13", "invariant 8"):
            self.expect("bare_numbers", {"engine/a.h": f"// so: {planted}\n"}, "engine/a.h:1")

    def test_glossary(self):
        entry = "**{}.** What it is. `engine/a.h`{}\n"
        header = {"engine/a.h": "struct SaleId {};\n"}
        self.expect("glossary", {**header, "GLOSSARY.md": "# G\n\n" + entry.format("Sale", " (`SaleId`)") + "\n" + entry.format("Row, record", "")})
        self.expect("glossary", {**header, "GLOSSARY.md": entry.format("Sale", "") + "\n" + entry.format("Act, sale", "")}, '"sale" has two entries')
        self.expect("glossary", {**header, "GLOSSARY.md": "**Sale.** What it is.\n"}, "does not say where it lives")
        self.expect("glossary", {**header, "GLOSSARY.md": entry.format("Sale", ", `SaleGone`")}, "SaleGone is in no file that the entry names")
        self.expect("glossary", header, "no entry")

    def test_automation(self):
        code = 'if (what == "tree") return;\nif (what == "tap") return;\n'
        text = '## 2. Requests\n\n| request | x |\n|---|---|\n| `{"do":"tree"}` | x |\n| `{"do":"tap","name":"a"}` | x |\n\n## 4. Screens\n\n`cart`.\n\nMore `x`.\n\n## 5. Nodes\n'
        tree = {"kiosk/automation/a.cpp": code, "kiosk/automation/PROTOCOL.md": text, "kiosk/screens/shopping/cart.cpp": 'return "cart";\n'}
        self.expect("automation", tree)
        self.expect("automation", {**tree, "kiosk/automation/a.cpp": code + 'if (what == "key") return;\n'}, "request key is not told")
        self.expect("automation", {**tree, "kiosk/automation/a.cpp": 'if (what == "tree") return;\n'}, "request tap is not in the code")
        self.expect("automation", {**tree, "kiosk/screens/shopping/cart.cpp": ""}, "no screen is called cart")

    def test_simulators(self):
        text = "".join(f"## {heading}\n\n`down`, truth `orders`.\n\n" for heading in check_references.SIMULATORS)
        code = 'constexpr Command commands[] = {\n    {"down", "the module is off"},\n};\nreturn {{"orders", orders}};\n'
        tree = {"devices/simulators/PROTOCOL.md": text}
        tree |= {f"devices/simulators/{folder}/{folder}_commands.cpp": code for folder in check_references.SIMULATORS.values()}
        self.expect("simulators", tree)
        self.expect("simulators", {**tree, "devices/simulators/store/store_commands.cpp": code + '    {"up", "it is on"},\n'}, "3. Store: up is not told")
        self.expect("simulators", {**tree, "devices/simulators/cash/cash_commands.cpp": code.replace('"orders"', '"notes"')},
                    "orders is not in devices/simulators/cash")

    def test_program_options(self):
        code = 'cli.add_option("--state", a);\ncli.add_flag("--version", b);\n'
        text = "### The kiosk program\n\n| option | x |\n|---|---|\n| `--state DIR` | x |\n| `--version` | x |\n\n## Next\n"
        self.expect("program_options", {"kiosk/main.cpp": code, "README.md": text})
        self.expect("program_options", {"kiosk/main.cpp": code + 'cli.add_flag("--new", c);\n', "README.md": text}, "--new is missing")
        self.expect("program_options", {"kiosk/main.cpp": code, "README.md": text.replace("| `--version` | x |\n", "| `--old` | x |\n")},
                    "--old is named", "--version is missing")


if __name__ == "__main__":
    unittest.main()
