"""Each rule R1 to R32 has at least one test whose name carries its number."""
import pathlib
import re
import sys

tests = pathlib.Path(sys.argv[1]) / "tests"
case = re.compile(r"\bTEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)")
property_case = re.compile(r"\bRC_GTEST_(?:FIXTURE_)?PROP\(\s*(\w+)\s*,\s*(\w+)")
number = re.compile(r"R(\d+)(?!\d)")
named = set()
for file in tests.rglob("*.cpp"):
    text = file.read_text(encoding="utf-8")
    for pattern in (case, property_case):
        for found in pattern.finditer(text):
            named.update(int(n) for n in number.findall("_".join(found.groups())))
missing = [f"R{n}" for n in range(1, 33) if n not in named]
if missing:
    sys.exit("rules without a test that names them: " + ", ".join(missing))
