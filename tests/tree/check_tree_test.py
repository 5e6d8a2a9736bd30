#!/usr/bin/env python3
"""The checks of the tree find what they are for, and nothing else."""

import tempfile
import unittest
from pathlib import Path

import check_tree

HEADER = "#pragma once\n// What it is.\n"


class CheckTree(unittest.TestCase):
    def faults(self, check, files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return list(check_tree.CHECKS[check](check_tree.Tree(folder)))

    def expect(self, check, files, *parts):
        faults = self.faults(check, files)
        self.assertEqual(len(faults), len(parts), faults)
        for fault, part in zip(faults, parts):
            self.assertIn(part, fault)

    def test_includes(self):
        def case(name, included, *parts):
            self.expect("includes_go_down", {name: f'int a;\n#include "{included}"\n'}, *parts)

        case("engine/cart/cart.cpp", "engine/base/money.h")
        case("engine/cart/cart.cpp", "devices/cash/driver.h", "engine/cart/cart.cpp:2: engine/ must not")
        case("engine/cart/cart.cpp", "kiosk/app/app.h", "must not include kiosk/app/app.h")
        case("engine/cart/cart.cpp", "SDL2/SDL.h", "SDL2")
        case("engine/cart/cart.cpp", "imgui.h", "imgui.h")
        case("engine/base/a.h", "libserialport.h", "libserialport")
        case("devices/cash/a.cpp", "engine/base/time.h")
        case("devices/cash/a.cpp", "engine/ports/cash.h")
        case("devices/fiscal/a.cpp", "engine/ports/fiscal_receipt.h")
        case("devices/fiscal/a.cpp", "engine/fiscal/receipt_builder.h", "may not know engine/fiscal/receipt_builder.h")
        case("devices/cash/a.cpp", "engine/cart/cart.h", "may not know")
        case("devices/cash/a.cpp", "kiosk/app/app.h", "devices/ must not")
        case("devices/cash/a.cpp", "imgui.h", "imgui.h")
        case("devices/simulators/bench_panel/panel.cpp", "imgui.h")
        case("devices/simulators/bench_panel/panel.cpp", "kiosk/app/app.h", "kiosk/")
        case("devices/simulators/bench/bench.cpp", "imgui.h", "imgui.h")
        case("devices/simulators/bench/bench.cpp", "engine/config/pin_hash.h")
        case("devices/simulators/bench/bench.cpp", "engine/cart/cart.h", "may not know")
        case("devices/simulators/cash/main.cpp", "engine/config/pin_hash.h", "may not know")
        case("engine/payment/methods.h", "engine/checkout/view/view.h", "engine/payment must not include engine/checkout/view")
        case("engine/ledger/ledger.h", "engine/checkout/intent.h", "engine/ledger must not include engine/checkout")
        case("engine/checkout/state.h", "engine/checkout/view/view.h", "engine/checkout must not include engine/checkout/view")
        case("engine/checkout/step.cpp", "engine/checkout/runner.h", "engine/checkout must not include engine/checkout/runner")
        case("engine/checkout/runner.cpp", "engine/checkout/view/view_builder.h")
        case("engine/checkout/view/view_builder.cpp", "engine/checkout/stepper.h")
        case("engine/ports/printer.h", "engine/receipt/slip_writer.h", "engine/ports must not include engine/receipt")
        case("engine/tariffs/a.h", "engine/base/money.h", "tariffs has no line")
        case("kiosk/screens/a.cpp", "engine/cart/cart.h")
        case("kiosk/screens/a.cpp", "simdjson.h", "simdjson")
        case("kiosk/screens/a.cpp", "boost/beast/http.hpp", "beast")
        case("kiosk/screens/a.cpp", "SQLiteCpp/SQLiteCpp.h", "SQLiteCpp")
        case("kiosk/main.cpp", "devices/cash/driver.h")
        case("tests/engine/a_test.cpp", "devices/cash/driver.h")

    def test_heavy_headers(self):
        heavy, use = "#include <simdjson.h>\n", '#include "engine/store/json.h"\n'
        own = {"engine/store/json.h": heavy, "engine/store/a.cpp": use, "tests/engine/store/a_test.cpp": use}
        self.expect("heavy_headers_stay_in_sources", own)
        self.expect("heavy_headers_stay_in_sources", {**own, "engine/catalog/b.cpp": use}, "engine/store/json.h:1")
        self.expect("heavy_headers_stay_in_sources", {**own, "engine/store/b.h": use}, "engine/store/json.h:1")
        self.expect("heavy_headers_stay_in_sources", {"engine/a.cpp": "#include <simdjson.h>\n",
                                                      "engine/base/log.h": "#include <spdlog/spdlog.h>\n"})

    def test_methods(self):
        self.expect("methods_are_not_compared", {"engine/a.cpp": "switch (m) {\ncase Method::card: break;\n}\n// m == Method::card\n",
                                                 "engine/sale/method.h": "bool b = m == Method::cash;\n",
                                                 "tests/a_test.cpp": "EXPECT_TRUE(m == Method::cash);\n"})
        self.expect("methods_are_not_compared", {"kiosk/a.cpp": "\nif (m == engine::Method::later) f();\n"}, "kiosk/a.cpp:2")
        self.expect("methods_are_not_compared", {"engine/a.h": "if (Tender::card != t) f();\n"}, "engine/a.h:1")

    def test_top_level(self):
        self.expect("top_level_names", {"engine/a.h": "", "README.md": "", ".ci/run": ""})
        self.expect("top_level_names", {"src/a.h": "", "notes.txt": ""}, "notes.txt", "src")

    def test_tests_are_built(self):
        listed = "kiosk_test(a SOURCES a_test.cpp sub/b_test.cpp ../up_test.cpp)\n"
        files = {"tests/x/CMakeLists.txt": listed, "tests/x/a_test.cpp": "", "tests/x/sub/b_test.cpp": "",
                 "tests/up_test.cpp": ""}
        self.expect("every_test_is_built", files)
        self.expect("every_test_is_built", {**files, "tests/y/a_test.cpp": ""}, "tests/y/a_test.cpp")
        self.expect("every_test_is_built", {"tests/x/CMakeLists.txt": "# a_test.cpp\n", "tests/x/a_test.cpp": ""}, "never run")
        self.expect("every_test_is_built", {"tests/CMakeLists.txt": "other_a_test.cpp", "tests/a_test.cpp": ""}, "never run")

    def test_length(self):
        self.expect("files_are_short", {"engine/a.cpp": "\n" * 700, "assets/words.po": "\n" * 5000})
        self.expect("files_are_short", {"engine/a.cpp": "\n" * 701}, "701 lines")

    def test_unfinished_words(self):
        self.expect("no_unfinished_words", {"engine/a.cpp": 'mkdtemp("/tmp/x-XXXXXX"); // todos\n'})
        for word in ("TO" + "DO", "FIX" + "ME", "X" * 3):
            self.expect("no_unfinished_words", {"engine/a.cpp": f"\n// {word}: later\n"}, "engine/a.cpp:2")

    def test_exact_money(self):
        self.expect("money_is_exact", {"engine/payment/a.cpp": "// no double here\nauto s = \"float\";\nint doubled = 1'000;\n",
                                       "engine/payment/great_circle.cpp": "double x;\n", "engine/base/a.cpp": "double x;\n"})
        self.expect("money_is_exact", {"engine/payment/a.cpp": "/* a\n b */ double x;\n"}, "engine/payment/a.cpp:2: double")
        self.expect("money_is_exact", {"engine/cart/a.h": "float f();\n", "engine/fiscal/b.h": "double d;\n"}, "float", "double")
        self.expect("money_is_exact", {"engine/cart/a.cpp": "int n = 1'000; double d; char c = 'x';\n"}, "double")

    def test_headers(self):
        self.expect("headers_introduce_themselves", {"engine/a.h": HEADER})
        self.expect("headers_introduce_themselves", {"engine/a.h": "#pragma once\n#include <map>\n"}, "a.h:2")
        self.expect("headers_introduce_themselves", {"engine/a.h": "// What.\n#pragma once\n"}, "a.h:1", "a.h:2")


if __name__ == "__main__":
    unittest.main()
