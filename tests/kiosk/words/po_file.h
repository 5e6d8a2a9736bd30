#pragma once
// Reads what the tests need of a gettext .po or .pot file.
#include <map>
#include <string>
#include <vector>

namespace po {

struct Entry {
  std::string plural;             ///< msgid_plural, or empty
  std::vector<std::string> texts; ///< msgstr, or msgstr[0], msgstr[1] ...
};
/// By msgid; the header is left out. Throws std::runtime_error when the file cannot be read.
std::map<std::string, Entry> read(const std::string& path);
/// The places to fill in by their numbers, sorted; a translation may number them to turn them round ("{} of
/// {}" is "{1} {0}").
std::vector<std::string> places(const std::string& text);

} // namespace po
