#include "kiosk/fleet/cursor_file.h"

#include "engine/base/log.h"
#include "engine/journal/event_chain.h"
#include "kiosk/fleet/kept_text.h"

#include <charconv>

namespace kiosk::fleet {
namespace {

constexpr std::string_view begins = "kiosk-fleet-cursor 1 ";
std::filesystem::path file_in(const std::filesystem::path& state_dir) { return state_dir / "fleet.cursor"; }

} // namespace

FleetSession::Cursor read_cursor(const std::filesystem::path& state_dir, engine::JournalTail& tail) {
  const auto text = kept_text(file_in(state_dir));
  if (!text || !text->starts_with(begins)) return {};
  const std::string_view rest = std::string_view{*text}.substr(begins.size());
  FleetSession::Cursor cursor;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), cursor.seq);
  const auto at = static_cast<std::size_t>(end - rest.data());
  const auto hash =
      error == std::errc{} && at < rest.size() && rest[at] == ' ' ? engine::digest_from_hex(rest.substr(at + 1)) : std::nullopt;
  if (!hash || cursor.seq <= 0) return {};
  cursor.hash = *hash;
  if (tail.hash_of(cursor.seq) == cursor.hash) return cursor;
  spdlog::warn("fleet: {} is of another journal: everything is sent again", file_in(state_dir).string());
  return {};
}

bool write_cursor(const std::filesystem::path& state_dir, const FleetSession::Cursor& cursor) {
  return keep_text(file_in(state_dir), fmt::format("{}{} {}", begins, cursor.seq, engine::to_hex(cursor.hash)));
}

} // namespace kiosk::fleet
