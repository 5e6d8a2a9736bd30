#include "kiosk/program/commands.h"

#include "engine/base/local_time.h"
#include "engine/config/config.h"
#include "engine/config/pin_hash.h"
#include "engine/config/remote_layer.h"
#include "engine/journal/sqlite_journal.h"
#include "engine/ledger/archive.h"
#include "kiosk/fleet/support_bundle.h"
#include "kiosk/program/asio_time.h"
#include "kiosk/program/layered_start.h"
#include "kiosk/program/terminal.h"
#include "kiosk/program/version.h"

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kiosk {

namespace {

namespace fs = std::filesystem;

fs::path state_of(const engine::Config& config, const fs::path& asked) { return asked.empty() ? config.kiosk.state_dir : asked; }

/// Lets the process act as the folder's owner, so that files which root makes there belong to the kiosk.
void become_owner_of(const fs::path& folder) {
  struct stat info {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &info) != 0 || info.st_uid == 0) return;
  if (::setgroups(0, nullptr) != 0 || ::setgid(info.st_gid) != 0 || ::setuid(info.st_uid) != 0)
    throw std::runtime_error(folder.string() + ": its owner cannot be acted for");
}

bool may_read(const fs::path& file) { return ::access(file.c_str(), R_OK) == 0; }

} // namespace

void show_layer(const fs::path& file, const engine::Config& own, const fs::path& state) {
  if (!own.fleet || !own.fleet->keys) return;
  if (std::error_code error; !fs::exists(state / "fleet.remote", error) && !error) return;
  if (!may_read(state / "fleet.remote"))
    return fmt::print("note: whether a configuration from afar lies over it can be seen by the user kiosk or root\n");
  const auto remote = fleet::RemoteStore{state}.state();
  const auto show = [](const fleet::ConfigVersion& version, std::string_view how) {
    fmt::print("note: configuration from afar, version {}, {}\n", version.number, how);
    for (const auto& line : engine::lines_of_layer(version.text)) fmt::print("note:   {}\n", line);
  };
  if (remote.good.number != 0) {
    const auto faults = faults_over(file)(remote.good.text);
    show(remote.good, faults.empty() ? "in force" : "left out: " + fmt::format("{}", fmt::join(faults, "; ")));
  }
  if (remote.trial) show(remote.trial->version, "on trial");
  if (remote.waiting) show(*remote.waiting, "taken when nobody shops");
  if (remote.good.number != 0 || remote.trial || remote.waiting) fmt::print("note: kiosk --forget-remote-config drops it\n");
  if (remote.undone) fmt::print("note: version {} went back: {}\n", remote.undone->number, remote.undone->why);
}

int forget_remote_config(const std::filesystem::path& file, const std::filesystem::path& asked) {
  const auto own = engine::load_config(file);
  const auto state = own ? state_of(*own, asked) : asked;
  if (state.empty()) {
    for (const auto& fault : own.error()) fmt::print(stderr, "{}\n", fault);
    fmt::print(stderr, "--forget-remote-config: mend that, or say where the state is: --state DIR\n");
    return exit_usage;
  }
  if (std::error_code error; !fs::exists(state, error)) {
    fmt::print(stderr, "{}: is not there\n", state.string());
    return exit_usage;
  }
  try {
    become_owner_of(state);
    const engine::StateLock alone{state};
    fleet::RemoteStore store{state};
    const auto before = store.state();
    if (!store.change([](fleet::RemoteState& s) { fleet::forget_config(s); })) {
      fmt::print(stderr, "{}: cannot be written\n", (state / "fleet.remote").string());
      return exit_fault;
    }
    const bool any = before.good.number != 0 || before.trial || before.waiting;
    fmt::print("{}\n", any ? "the machine's own file alone is in force; from afar only a version after " +
                                 std::to_string(before.config_seen) + " is taken"
                           : std::string{"nothing from afar was in force"});
    return exit_ok;
  } catch (const engine::StateBusy& e) {
    fmt::print(stderr, "{}: stop it first (systemctl stop kiosk)\n", e.what());
    return exit_state_busy;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return exit_fault;
  }
}

int support_bundle(const std::filesystem::path& file, const std::filesystem::path& asked, const std::filesystem::path& out) {
  const auto own = engine::load_config(file);
  const auto config = own.value_or(engine::Config{});
  const auto state = state_of(config, asked);
  std::ofstream opened{out, std::ios::binary | std::ios::trunc}; // as who asked
  std::error_code error;
  if (!opened) {
    fmt::print(stderr, "{}: cannot be written\n", out.string());
    return exit_fault;
  }
  std::filesystem::permissions(out, fs::perms::owner_read | fs::perms::owner_write, error);
  try {
    become_owner_of(state);
    fleet::BundleSources sources{.kiosk = config.kiosk.id,
                                 .version = std::string{program_version()},
                                 .wall_ms = wall_now().unix_ms,
                                 .state_dir = state,
                                 .config_file = file,
                                 .layer = {},
                                 .health = {},
                                 .metrics = {},
                                 .state = {}};
    if (may_read(state / "fleet.remote")) sources.layer = fleet::config_in_force(fleet::RemoteStore{state}.state(), faults_over(file)).text;
    const auto packed = fleet::make_bundle(sources);
    if (!opened.write(packed.data(), static_cast<std::streamsize>(packed.size())).flush())
      throw std::runtime_error(out.string() + ": cannot be written");
    fmt::print("{}: {} bytes. No customer, card or secret is in it; kiosk/fleet/PROTOCOL.md says what is\n", out.string(), packed.size());
    return exit_ok;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return exit_fault;
  }
}

int check_config(const std::filesystem::path& file, const std::filesystem::path& state) {
  const auto config = engine::load_config(file, engine::ConfigUse::check);
  if (!config) {
    for (const auto& fault : config.error()) fmt::print(stderr, "{}\n", fault);
    return exit_usage;
  }
  for (const auto& note : config->notes) fmt::print("note: {}\n", note);
  show_layer(file, *config, state_of(*config, state));
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
