#pragma once
// Records as rows of a journal, for what reads them, and a folder of a test's own.
#include "engine/journal/event_chain.h"
#include "engine/journal/sqlite_journal.h"
#include "engine/ledger/records.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <utility>
#include <vector>

namespace kiosk::fleet::test {

class Rows {
public:
  std::pair<engine::JournalRow, engine::Digest> next(const engine::Record& record) {
    auto row = engine::to_row(record, engine::WallTime{1'790'000'000'000 + 1000 * ++seq_});
    row.seq = seq_;
    hash_ = engine::chain_hash(hash_, row);
    return {row, hash_};
  }

private:
  std::int64_t seq_ = 0;
  engine::Digest hash_{};
};

class Folder : public testing::Test {
protected:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kiosk-fleet-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    top_ = pattern;
  }
  ~Folder() override {
    std::error_code ignored;
    std::filesystem::remove_all(top_, ignored);
  }
  [[nodiscard]] std::filesystem::path state() const { return top_ / "state"; }
  static void append(engine::SqliteJournal& journal, const engine::Record& record) {
    const auto row = engine::to_row(record, engine::WallTime{1'790'000'000'000});
    journal.append({&row, 1});
  }

private:
  std::filesystem::path top_;
};

} // namespace kiosk::fleet::test
