#include "kiosk/program/commands.h"

#include "engine/base/local_time.h"
#include "engine/checkout/archive.h"
#include "engine/config/config.h"
#include "engine/config/pin_hash.h"
#include "engine/journal/sqlite_journal.h"
#include "kiosk/program/asio_time.h"
#include "kiosk/program/terminal.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace kiosk {

int check_config(const std::filesystem::path& file) {
  const auto config = engine::load_config(file, engine::ConfigUse::check);
  if (!config) {
    for (const auto& fault : config.error()) fmt::print(stderr, "{}\n", fault);
    return exit_usage;
  }
  for (const auto& note : config->notes) fmt::print("note: {}\n", note);
  fmt::print("{}: no faults\n", file.string());
  return exit_ok;
}

int hash_pin() {
  const auto pin = ask_secret("PIN (6 to 12 digits): ");
  if (!pin || !engine::is_new_pin(pin->reveal())) {
    fmt::print(stderr, "a new PIN has 6 to 12 digits\n");
    return exit_usage;
  }
  if (::isatty(STDIN_FILENO) == 1) {
    const auto again = ask_secret("once more: ");
    if (!again || again->reveal() != pin->reveal()) {
      fmt::print(stderr, "the two PINs differ\n");
      return exit_usage;
    }
  }
  fmt::print("{}\n", engine::hash_pin(*pin, engine::system_random()));
  return exit_ok;
}

int verify_journal_command(const std::filesystem::path& dir) {
  const auto report = engine::verify_journal(dir);
  if (!report.sound()) {
    fmt::print(stderr, "{}\n", report.fault);
    fmt::print("last sound row {} {}\n", report.head.seq, engine::to_hex(report.head.hash));
    return exit_journal;
  }
  fmt::print("{} {}\n", report.head.seq, engine::to_hex(report.head.hash));
  if (report.archives > 0) fmt::print("archives checked: {}, rows 1 to {}\n", report.archives, report.archived_to);
  return exit_ok;
}

int archive_journal_command(const std::filesystem::path& dir, const std::string& before_day) {
  // Sales are watched for a day after they were paid; younger ones stay.
  constexpr std::int64_t youngest_ms = 3 * 86'400'000LL;
  const auto before = engine::parse_fiscal_time(before_day + " 00:00:00");
  if (!before || before->unix_ms > wall_now().unix_ms - youngest_ms) {
    fmt::print(stderr, "--before: a day such as 2026-11-22, at least three days ago, not '{}'\n", before_day);
    return exit_usage;
  }
  if (!std::filesystem::exists(dir / "journal.db")) {
    fmt::print(stderr, "--archive-journal: there is no journal in {}\n", dir.string());
    return exit_usage;
  }
  try {
    engine::SqliteJournal journal{dir};
    auto plan = engine::plan_archive(journal, before->unix_ms);
    const auto limit = plan.kept_by.empty() ? std::string{} : fmt::format("; {} is still open and keeps what came after it", plan.kept_by);
    if (plan.last_seq <= journal.archived_to()) {
      fmt::print("nothing to archive{}\n", limit);
      return exit_ok;
    }
    journal.archive(plan.last_seq, [&](const engine::SqliteJournal::ArchivedRows& rows) {
      plan.note.first_seq = rows.first_seq;
      plan.note.last_seq = rows.last.seq;
      plan.note.hash = engine::to_hex(rows.last.hash);
      plan.note.file = rows.file;
      return engine::to_row(plan.note, wall_now());
    });
    fmt::print("rows {} to {} are in {}{}\n", plan.note.first_seq, plan.note.last_seq, (dir / "archive" / plan.note.file).string(), limit);
    return exit_ok;
  } catch (const engine::StateBusy& e) {
    fmt::print(stderr, "{}\n", e.what());
    return exit_state_busy;
  } catch (const engine::JournalError& e) {
    fmt::print(stderr, "{}\n", e.what());
    return exit_journal;
  }
}

} // namespace kiosk
