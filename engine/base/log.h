#pragma once
// The log: English, one line for each event (open_log takes control characters out), rotated files in <state>/logs
// plus stderr. Never a card number, code, token or password: redact_url() and mask_phone() are for texts that must be mentioned, mask_numbers() for words
// of others.
#include <filesystem>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>

namespace engine {

/// Call once at start. When the folder cannot be written (disk full, read-only) all goes to stderr: what the kiosk cannot do without is the
/// journal, and it says so itself.
void open_log(const std::filesystem::path& folder, bool to_stderr = true);

/// The query of an address replaced by "…": the orders socket carries the access token there.
std::string redact_url(std::string_view url);
/// "998991234567" -> "998*****4567"; shorter texts -> only stars.
std::string mask_phone(std::string_view phone);
/// Words of a server, which may repeat what it was sent: of each number of 9 digits or more, also in groups ("8600 1234 5678 9012",
/// "+998 90 123-45-67"), only the last four stay. For logs, the journal and the screen alike.
std::string mask_numbers(std::string_view text);
/// Words of the fiscal module, whose long codes are to be read: only what is a phone number (998 and nine digits) is masked.
std::string mask_phones(std::string_view text);

} // namespace engine
