#pragma once
// The commands of the kiosk program that open no window (README.md, "The kiosk program"). Each returns the exit code.
#include "engine/config/config.h"

#include <filesystem>
#include <string>

namespace kiosk {

/// exit_fault: another start may heal the fault, and systemd makes one. The other codes need a person.
inline constexpr int exit_ok = 0, exit_fault = 1, exit_usage = 2, exit_state_busy = 3, exit_journal = 4;

/// Faults on stderr, one a line; and the layer from afar that lies over the file, as far as `state` (empty: kiosk.state_dir) may be read.
int check_config(const std::filesystem::path& file, const std::filesystem::path& state);
/// Says in "note: " lines which layer from afar lies over the file; no line when there is none.
void show_layer(const std::filesystem::path& file, const engine::Config& own, const std::filesystem::path& state);
/// Drops the layer from afar that lies over the file; only while no kiosk runs.
int forget_remote_config(const std::filesystem::path& file, const std::filesystem::path& state);
/// Writes a support bundle (kiosk/fleet/support_bundle.h); also beside a running kiosk.
int support_bundle(const std::filesystem::path& file, const std::filesystem::path& state, const std::filesystem::path& out);
int hash_pin();                                               ///< from the terminal, twice, without echo; or one line of a pipe
int verify_journal_command(const std::filesystem::path& dir); ///< prints the head; 4 when the journal is damaged
/// Moves rows of sales that were finished before that day (YYYY-MM-DD, at least three days ago) into an archive; only while no kiosk runs.
int archive_journal_command(const std::filesystem::path& dir, const std::string& before_day);

} // namespace kiosk
