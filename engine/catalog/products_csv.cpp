#include "engine/catalog/products_csv.h"

#include "engine/catalog/gtin.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>

namespace engine {
namespace {

constexpr std::size_t largest_file = 64U << 20;
constexpr std::size_t longest_row = 8192;

enum Column {
  c_product, c_code, c_barcodes, c_class_code, c_package_code, c_unit, c_unit_name, c_vat_percent, c_owner_type, c_marked,
  c_weighed, c_min_age, c_commission_inn, c_commission_pinfl, column_count
};
constexpr std::array<std::string_view, column_count> column_names = {
    "product", "code", "barcodes", "class_code", "package_code", "unit", "unit_name", "vat_percent", "owner_type", "marked",
    "weighed", "min_age", "commission_inn", "commission_pinfl"};

constexpr std::array<int, 23> units = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 22, 23, 26, 27, 28, 33, 38, 39, 41, 42, 43, 49};

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// One record at a time; a quoted field may hold line breaks.
class Records {
public:
  explicit Records(std::string_view text) : text_(text) {}

  struct Record {
    std::size_t line = 0;
    std::vector<std::string> fields;
    std::string fault;
  };

  bool next(Record& record) {
    record.fields.clear();
    record.fault.clear();
    if (text_.empty()) return false;
    record.line = line_;
    const auto whole = text_;
    bool quoted = false;
    bool after_quote = false;
    std::string field;
    for (;;) {
      if (text_.empty()) {
        if (quoted) return give_up(record, whole, "a quote that is not closed");
        break;
      }
      if (whole.size() - text_.size() > longest_row) return give_up(record, whole, fmt::format("is longer than {} bytes", longest_row));
      const char c = text_.front();
      text_.remove_prefix(1);
      if (quoted) {
        if (c == '\n') ++line_;
        if (c != '"') field += c;
        else if (text_.starts_with('"')) field += '"', text_.remove_prefix(1);
        else quoted = false, after_quote = true;
      } else if (c == ',') {
        record.fields.push_back(std::move(field));
        field.clear();
        after_quote = false;
      } else if (c == '\n') {
        ++line_;
        break;
      } else if (c == '\r' && (text_.empty() || text_.starts_with('\n'))) {
        continue;
      } else if (c == '"' && field.empty() && !after_quote) {
        quoted = true;
      } else if (c == '"' || after_quote) {
        return give_up(record, whole, "a quote in the middle of a field");
      } else {
        field += c;
      }
    }
    record.fields.push_back(std::move(field));
    return true;
  }

private:
  /// Goes on behind the line on which the record began, so that one bad quote costs one row.
  bool give_up(Record& record, std::string_view whole, std::string fault) {
    record.fault = std::move(fault);
    record.fields.clear();
    const auto end = whole.find('\n');
    text_ = end == std::string_view::npos ? std::string_view{} : whole.substr(end + 1);
    line_ = record.line + 1;
    return true;
  }

  std::string_view text_;
  std::size_t line_ = 1;
};

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    i += length;
  }
  return true;
}

class RowReader {
public:
  explicit RowReader(const std::vector<std::string>& fields, const std::array<std::size_t, column_count>& columns)
      : fields_(fields), columns_(columns) {}

  std::string fault; ///< the first one

  const std::string& text(Column c) { return fields_[columns_[c]]; }
  std::string digits(Column c, std::initializer_list<std::size_t> lengths, std::size_t most = 0) {
    const auto& value = text(c);
    if (value.empty()) return value;
    if (!all_digits(value)) say(c, "is not made of digits");
    else if (lengths.size() != 0 && std::ranges::find(lengths, value.size()) == lengths.end()) say(c, fmt::format("has {} digits", value.size()));
    else if (most != 0 && value.size() > most) say(c, fmt::format("has {} digits", value.size()));
    return value;
  }
  int number(Column c, int least, int most, int otherwise) {
    const auto& value = text(c);
    if (value.empty()) return otherwise;
    int n = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
    if (error != std::errc{} || end != value.data() + value.size() || n < least || n > most)
      say(c, fmt::format("is not a whole number from {} to {}", least, most));
    return n;
  }
  bool yes(Column c) {
    const auto& value = text(c);
    if (value == "1" || value == "true" || value == "yes") return true;
    if (!value.empty() && value != "0" && value != "false" && value != "no") say(c, "is not 0 or 1");
    return false;
  }
  void say(Column c, const std::string& what) {
    if (fault.empty()) fault = fmt::format("{} {}", column_names[c], what);
  }

private:
  const std::vector<std::string>& fields_;
  const std::array<std::size_t, column_count>& columns_;
};

std::vector<std::string> read_barcodes(RowReader& row) {
  std::vector<std::string> barcodes;
  std::string_view rest = row.text(c_barcodes);
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    if (one.empty()) continue;
    if (!all_digits(one) || one.size() > 14) row.say(c_barcodes, fmt::format("has \"{}\", which is no barcode", one));
    const bool gtin_length = one.size() == 8 || one.size() == 12 || one.size() == 13 || one.size() == 14;
    if (gtin_length && !is_gtin(one)) row.say(c_barcodes, fmt::format("has {}, whose check digit is wrong", one));
    barcodes.emplace_back(one);
  }
  if (barcodes.size() > 32) row.say(c_barcodes, "has more than 32 codes");
  return barcodes;
}

Attributes read_attributes(RowReader& row) {
  Attributes a;
  a.barcodes = read_barcodes(row);
  a.class_code = row.digits(c_class_code, {17});
  a.package_code = row.digits(c_package_code, {}, 15);
  a.unit = row.number(c_unit, 1, 99, 1);
  if (!is_known_unit(a.unit)) row.say(c_unit, "is not in the module's table");
  if (!row.text(c_unit_name).empty()) a.unit_name = row.text(c_unit_name);
  if (a.unit_name.size() > 63) row.say(c_unit_name, "is longer than 63 bytes");
  if (!row.text(c_vat_percent).empty()) a.vat_percent = row.number(c_vat_percent, 0, 99, 0);
  a.owner_type = row.number(c_owner_type, 0, 2, 0);
  a.marked = row.yes(c_marked);
  a.weighed = row.yes(c_weighed);
  a.min_age = row.number(c_min_age, 0, 99, 0);
  a.commission_inn = row.digits(c_commission_inn, {9});
  a.commission_pinfl = row.digits(c_commission_pinfl, {14});
  if (a.marked && a.weighed) row.say(c_marked, "and weighed exclude each other");
  return a;
}

bool read_header(const Records::Record& header, std::array<std::size_t, column_count>& columns, std::vector<std::string>& skipped) {
  for (std::size_t c = 0; c < column_count; ++c) {
    const auto found = std::ranges::find(header.fields, column_names[c]);
    if (found == header.fields.end()) {
      skipped.push_back(fmt::format("line 1: column {} is missing, the file is not used", column_names[c]));
      return false;
    }
    columns[c] = static_cast<std::size_t>(found - header.fields.begin());
  }
  return true;
}

} // namespace

bool is_known_unit(int unit) { return std::ranges::find(units, unit) != units.end(); }

const Attributes* AttributesTable::find(const Product& product) const {
  if (const auto row = by_product.find(product.id); row != by_product.end()) return &row->second;
  if (const auto row = by_code.find(product.code); !product.code.empty() && row != by_code.end()) return &row->second;
  return nullptr;
}

AttributesTable parse_products_csv(std::string_view text) {
  AttributesTable table;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.size() > largest_file) {
    table.skipped.push_back(fmt::format("line 1: the file has more than {} MiB and is not used", largest_file >> 20));
    return table;
  }
  Records records(text);
  Records::Record record;
  std::array<std::size_t, column_count> columns{};
  if (!records.next(record) || !read_header(record, columns, table.skipped)) {
    if (table.skipped.empty()) table.skipped.emplace_back("line 1: the file is empty");
    return table;
  }
  const auto width = record.fields.size();
  std::unordered_map<std::string, std::size_t> barcode_line;
  const auto expected_rows = text.size() / 64;
  barcode_line.reserve(expected_rows);
  table.by_product.reserve(expected_rows);

  while (records.next(record)) {
    const auto skip = [&](const std::string& why) { table.skipped.push_back(fmt::format("line {}: {}", record.line, why)); };
    if (!record.fault.empty()) {
      skip(record.fault);
      continue;
    }
    if (record.fields.size() == 1 && record.fields[0].empty()) continue;
    if (record.fields.size() != width) {
      skip(fmt::format("has {} fields instead of {}", record.fields.size(), width));
      continue;
    }
    if (std::ranges::any_of(record.fields, [](const auto& f) { return has_control(f) || !valid_utf8(f); })) {
      skip("holds control characters or is not UTF-8");
      continue;
    }
    RowReader row(record.fields, columns);
    auto attributes = read_attributes(row);
    const auto& id_text = row.text(c_product);
    const auto& code = row.text(c_code);
    ProductId id = 0;
    if (!id_text.empty() && id_text != "delivery") {
      const auto [end, error] = std::from_chars(id_text.data(), id_text.data() + id_text.size(), id);
      if (error != std::errc{} || end != id_text.data() + id_text.size() || id <= 0) row.say(c_product, "is neither a number nor delivery");
    } else if (id_text.empty() && code.empty()) {
      row.say(c_product, "and code are both empty");
    }
    if (row.fault.empty())
      for (const auto& barcode : attributes.barcodes)
        if (const auto other = barcode_line.find(barcode); other != barcode_line.end())
          row.say(c_barcodes, fmt::format("has {}, which stands on line {} too", barcode, other->second));
    if (!row.fault.empty()) {
      skip(row.fault);
      continue;
    }
    bool first = true;
    const auto barcodes = attributes.barcodes;
    if (id_text == "delivery") {
      first = !table.delivery;
      if (first) table.delivery = std::move(attributes);
    } else if (id > 0) {
      first = table.by_product.try_emplace(id, std::move(attributes)).second;
    } else {
      first = table.by_code.try_emplace(code, std::move(attributes)).second;
    }
    if (!first) {
      skip(fmt::format("product {} stands twice", id_text.empty() ? code : id_text));
      continue;
    }
    for (const auto& barcode : barcodes) barcode_line.emplace(barcode, record.line);
  }
  return table;
}

AttributesTable load_products_csv(const std::filesystem::path& path) {
  AttributesTable table;
  if (path.empty()) return table;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0 || static_cast<std::size_t>(size) > largest_file) {
    table.skipped.push_back(fmt::format("{}: {}", path.string(), size < 0 ? std::strerror(errno) : "is too large"));
    return table;
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  file.read(text.data(), size);
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return parse_products_csv(text);
}

} // namespace engine
