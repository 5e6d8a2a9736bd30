#pragma once
// The log: English, one line an event, rotated files in <state>/logs plus stderr. Never a card number, code, token or
// password: redact_url() and mask_phone() are for what must be mentioned.
#include <filesystem>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>

namespace engine {

/// Call once at start. Throws spdlog::spdlog_ex when the folder cannot be written.
void open_log(const std::filesystem::path& folder, bool to_stderr = true);

/// The query of an address replaced by "…": the orders socket carries the access token there.
std::string redact_url(std::string_view url);
/// "998991234567" -> "998*****4567"; shorter texts -> only stars.
std::string mask_phone(std::string_view phone);

} // namespace engine
