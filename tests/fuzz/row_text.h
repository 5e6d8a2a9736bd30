#pragma once
// Journal rows as a fuzz input: a row is a line "KIND BODY"; a line "@N" sets the wall clock, which otherwise goes on by a second a row.
#include "engine/ledger/recovery.h"
#include "tests/fuzz/fuzz.h"
#include <vector>

namespace fuzz {

inline std::vector<engine::JournalRow> rows_of(std::string_view text) {
  std::vector<engine::JournalRow> rows;
  std::int64_t at_ms = 1'795'000'000'400;
  while (!text.empty() && rows.size() < 500) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with('@')) {
      at_ms = 0;
      for (const char c : line.substr(1, 15))
        if (c >= '0' && c <= '9') at_ms = at_ms * 10 + (c - '0');
      continue;
    }
    const auto space = std::min(line.find(' '), line.size());
    rows.push_back({.seq = static_cast<std::int64_t>(rows.size()) + 1,
                    .at_ms = at_ms,
                    .session = {},
                    .kind = std::string{line.substr(0, space)},
                    .body = std::string{line.substr(std::min(space + 1, line.size()))}});
    at_ms += 1'000;
  }
  return rows;
}

/// A journal that holds these rows and takes no others.
class FixedJournal final : public engine::JournalPort {
public:
  explicit FixedJournal(std::vector<engine::JournalRow> rows) : rows_(std::move(rows)) {}
  void append(std::span<const engine::JournalRow>) override {}
  void read(const std::function<void(const engine::JournalRow&)>& each) override {
    for (const auto& row : rows_) each(row);
  }
  [[nodiscard]] Head head() const override { return {.seq = static_cast<std::int64_t>(rows_.size()), .hash = {}}; }
  void save_personal(std::int64_t, engine::WallTime, const engine::PersonalData&) override {}
  [[nodiscard]] std::optional<engine::PersonalData> find_personal(std::int64_t) override { return std::nullopt; }
  void purge_personal(engine::WallTime, std::span<const std::int64_t>) override {}
  void purge_personal_to(std::int64_t, std::span<const std::int64_t>) override {}
  [[nodiscard]] const std::vector<engine::JournalRow>& rows() const { return rows_; }

private:
  std::vector<engine::JournalRow> rows_;
};

} // namespace fuzz
