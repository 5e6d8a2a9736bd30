// A journal is read for ever: rows as they were written once (old_rows.txt: kind, space, body) are read by every later version, to the
// last member. When this fails, a record or something inside it (a cart's line, a fiscal receipt) was changed: kiosks with such rows would not
// start again (exit code 4). What has to be said differently is a new kind, and a line more in the file; no line in it is ever changed.
#include "engine/ledger/records.h"
#include "tests/engine/ledger/random_record.h"

#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace engine::test {
namespace {

const char* const file = SOURCE_DIR "/tests/engine/ledger/old_rows.txt";

TEST(OldRows, AreReadForEver) {
  std::ifstream in{file};
  std::set<std::string> kinds;
  for (std::string line; std::getline(in, line);) {
    const auto space = line.find(' ');
    ASSERT_NE(space, std::string::npos) << line;
    JournalRow row{.seq = 1, .at_ms = 1'790'000'000'000, .session = {}, .kind = line.substr(0, space), .body = line.substr(space + 1)};
    const auto record = from_row(row);
    ASSERT_TRUE(record) << record.error() << "\n" << line;
    EXPECT_EQ(to_row(*record, WallTime{row.at_ms}).body, row.body) << row.kind << ": read, and something of it was lost";
    kinds.insert(row.kind);
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Record>)
      << "a kind without a line in " << file << ": OldRows.DISABLED_LinesForKindsWithoutOne prints some";
}

/// For the author of a new kind.
TEST(OldRows, DISABLED_LinesForKindsWithoutOne) {
  std::set<std::string> there;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) there.insert(line.substr(0, line.find(' ')));
  RandomRecord random{20261126};
  std::map<std::string, std::set<std::string>> fresh;
  for (int i = 0; i < 20'000; ++i) {
    const auto row = to_row(random.next(), WallTime{});
    if (!there.contains(row.kind) && fresh[row.kind].size() < 4) fresh[row.kind].insert(row.body);
  }
  for (const auto& [kind, bodies] : fresh)
    for (const auto& body : bodies) std::printf("%s %s\n", kind.c_str(), body.c_str());
}

} // namespace
} // namespace engine::test
