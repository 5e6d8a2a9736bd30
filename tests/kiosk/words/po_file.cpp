#include "po_file.h"
#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace po {
namespace {

/// The text between the quotes, its escapes undone.
std::string unquoted(const std::string& line) {
  const auto from = line.find('"'), to = line.rfind('"');
  if (from == std::string::npos || to <= from) return {};
  std::string out;
  for (auto i = from + 1; i < to; ++i) {
    if (line[i] != '\\' || i + 1 == to) {
      out += line[i];
      continue;
    }
    const char c = line[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return out;
}

} // namespace

std::map<std::string, Entry> read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::map<std::string, Entry> entries;
  std::string id, line;
  Entry entry;
  std::string* into = nullptr;
  const auto close = [&] {
    if (!id.empty()) entries[id] = entry;
    id.clear(), entry = {}, into = nullptr;
  };
  while (std::getline(file, line)) {
    if (line.starts_with("#~")) continue; // no longer used
    if (line.starts_with("msgid ")) close(), id = unquoted(line), into = &id;
    else if (line.starts_with("msgid_plural")) entry.plural = unquoted(line), into = &entry.plural;
    else if (line.starts_with("msgstr")) entry.texts.push_back(unquoted(line)), into = &entry.texts.back();
    else if (line.starts_with("\"") && into != nullptr) *into += unquoted(line);
  }
  close();
  return entries;
}

std::vector<std::string> places(const std::string& text) {
  std::vector<std::string> found;
  int next = 0;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find_first_not_of("0123456789", open + 1);
    if (close == std::string::npos || text[close] != '}') continue;
    const auto number = text.substr(open + 1, close - open - 1);
    found.push_back(number.empty() ? std::to_string(next++) : number);
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace po
