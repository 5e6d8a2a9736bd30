#pragma once
// A text of separated fields (RFC 4180, the separator of the caller's choice) one record at a time. A field may stand in quotes, doubled ones inside it
// are one; ="..." , by which a spreadsheet keeps the zeros in front, is the text in it. One bad quote costs one line.
// Threading: a plain value; the text outlives it.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

struct CsvRecord {
  std::size_t line = 0;            ///< where it begins, from 1
  std::vector<std::string> fields; ///< with a fault: the records before it, and the read part of the faulty record
  std::string fault;               ///< English; empty: none
  std::string_view raw;            ///< as it stands, without the end of the line
  bool ended = false;              ///< by a line end, not by the end of the text
};

class CsvRecords {
public:
  static constexpr std::size_t longest = 8192; ///< bytes of a record

  explicit CsvRecords(std::string_view text, char separator, std::size_t line = 1) : text_(text), separator_(separator), line_(line) {}
  bool next(CsvRecord& record); ///< false: the text is at its end

private:
  bool give_up(CsvRecord& record, std::string field, std::string_view whole, std::string fault);

  std::string_view text_;
  char separator_;
  std::size_t line_;
};

} // namespace engine
