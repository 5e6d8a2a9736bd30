#pragma once
// A state directory of a test, removed at its end, and verbs that change the files in it behind the journal's back.
#include "engine/journal/sqlite_journal.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <stdlib.h>

namespace engine::test {

inline JournalRow row(std::string kind, std::string body, std::string session = "1", std::int64_t at_ms = 1'764'000'000'000) {
  return {0, at_ms, std::move(session), std::move(kind), std::move(body)};
}

class JournalFolder {
public:
  JournalFolder() : JournalFolder(std::filesystem::temp_directory_path()) {}
  explicit JournalFolder(const std::filesystem::path& base) {
    std::string pattern = (base / "journal-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    top_ = pattern;
  }
  JournalFolder(const JournalFolder&) = delete;
  JournalFolder& operator=(const JournalFolder&) = delete;
  ~JournalFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(top_, ignored);
  }

  [[nodiscard]] std::filesystem::path state() const { return top_ / "state"; }
  [[nodiscard]] std::filesystem::path file(const char* name) const { return state() / name; }

  void write(int rows) const {
    SqliteJournal journal(state());
    for (int i = 0; i < rows; ++i) {
      const auto one = row("note_stacked", R"({"amount":)" + std::to_string(i) + "}");
      journal.append({&one, 1});
    }
  }
  [[nodiscard]] std::string load(const char* name) const {
    std::ifstream in(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void store(const char* name, const std::string& bytes) const { std::ofstream(file(name), std::ios::binary | std::ios::trunc) << bytes; }
  /// Runs SQL as a forger would: without the triggers that forbid changing rows.
  void forge(const std::string& sql) const {
    SQLite::Database db(file("journal.db").string(), SQLite::OPEN_READWRITE);
    db.exec("DROP TRIGGER IF EXISTS events_are_not_changed; DROP TRIGGER IF EXISTS events_are_not_deleted");
    db.exec(sql);
  }
  /// A copy of the folder as it is on the disk now, as after a power cut.
  void copy_to(const JournalFolder& other) const {
    std::filesystem::remove_all(other.state());
    std::filesystem::copy(state(), other.state());
  }
  /// Why opening is refused; empty when it is not.
  [[nodiscard]] std::string refusal() const {
    try {
      SqliteJournal journal(state());
      return {};
    } catch (const JournalError& e) {
      return e.what();
    }
  }

private:
  std::filesystem::path top_;
};

inline std::vector<JournalRow> all_rows(SqliteJournal& journal) {
  std::vector<JournalRow> rows;
  journal.read([&](const JournalRow& r) { rows.push_back(r); });
  return rows;
}

} // namespace engine::test
