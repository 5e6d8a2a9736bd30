#include "po_file.h"
#include <algorithm>
#include <fstream>
#include <regex>
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
    if (line.starts_with("msgid "))
      close(), id = unquoted(line), into = &id;
    else if (line.starts_with("msgid_plural"))
      entry.plural = unquoted(line), into = &entry.plural;
    else if (line.starts_with("msgstr"))
      entry.texts.push_back(unquoted(line)), into = &entry.texts.back();
    else if (line.starts_with("\"") && into != nullptr)
      *into += unquoted(line);
  }
  close();
  return entries;
}

std::vector<std::string> places(const std::string& text) {
  static const std::regex place(R"(\{([0-9]*)\})");
  std::vector<std::string> found;
  int next = 0;
  for (std::sregex_iterator i(text.begin(), text.end(), place), end; i != end; ++i)
    found.push_back((*i)[1].length() > 0 ? (*i)[1].str() : std::to_string(next++));
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace po
