#include "engine/catalog/csv_records.h"

#include <fmt/format.h>

namespace engine {
namespace {

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

} // namespace

bool CsvRecords::next(CsvRecord& record) {
  record.fields.clear();
  record.fault.clear();
  record.ended = false;
  if (text_.empty()) return false;
  record.line = line_;
  const auto whole = text_;
  bool quoted = false;
  bool after_quote = false;
  std::string field;
  for (;;) {
    if (text_.empty()) {
      if (quoted) return give_up(record, std::move(field), whole, "a quote that is not closed");
      break;
    }
    if (whole.size() - text_.size() > longest)
      return give_up(record, std::move(field), whole, fmt::format("is longer than {} bytes", longest));
    const char c = text_.front();
    text_.remove_prefix(1);
    if (quoted) {
      if (c == '\n') ++line_;
      if (c != '"') field += c;
      else if (text_.starts_with('"')) field += '"', text_.remove_prefix(1);
      else quoted = false, after_quote = true;
    } else if (c == separator_) {
      record.fields.push_back(std::move(field));
      field.clear();
      after_quote = false;
    } else if (c == '\n') {
      ++line_;
      record.ended = true;
      break;
    } else if (c == '\r' && (text_.empty() || text_.starts_with('\n'))) {
      continue;
    } else if (c == '"' && (field.empty() || field == "=") && !after_quote) {
      field.clear();
      quoted = true;
    } else if (c == '"' || after_quote) {
      return give_up(record, std::move(field), whole, "a quote in the middle of a field");
    } else {
      field += c;
    }
  }
  record.fields.push_back(std::move(field));
  const auto size = whole.size() - text_.size() - (record.ended ? 1 : 0);
  record.raw = without_return(whole.substr(0, size));
  return true;
}

/// Goes on behind the line on which the record began.
bool CsvRecords::give_up(CsvRecord& record, std::string field, std::string_view whole, std::string fault) {
  record.fault = std::move(fault);
  record.fields.push_back(std::move(field));
  const auto end = whole.find('\n');
  record.ended = end != std::string_view::npos;
  record.raw = without_return(whole.substr(0, end));
  text_ = record.ended ? whole.substr(end + 1) : std::string_view{};
  line_ = record.line + 1;
  return true;
}

} // namespace engine
