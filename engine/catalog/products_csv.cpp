#include "engine/catalog/products_csv.h"

#include "engine/catalog/csv_records.h"
#include "engine/catalog/gtin.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace engine {
namespace {

constexpr std::size_t largest_file = 64U << 20;
constexpr std::size_t item_digits = 5; ///< of the article in a label of the shop's scales

enum Column {
  c_product,
  c_code,
  c_barcodes,
  c_class_code,
  c_package_code,
  c_unit,
  c_unit_name,
  c_vat_percent,
  c_owner_type,
  c_marked,
  c_weighed,
  c_min_age,
  c_commission_inn,
  c_commission_pinfl,
  column_count
};
constexpr std::array<std::string_view, column_count> column_names = {
    "product",     "code",       "barcodes", "class_code", "package_code", "unit",           "unit_name",
    "vat_percent", "owner_type", "marked",   "weighed",    "min_age",      "commission_inn", "commission_pinfl"};

constexpr std::array<int, 23> units = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 22, 23, 26, 27, 28, 33, 38, 39, 41, 42, 43, 49};

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Where the first byte stands that is no UTF-8; npos: nowhere.
std::size_t first_foreign_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return i;
    i += length;
  }
  return std::string_view::npos;
}

/// "12.0" and "12,0", as spreadsheets write whole numbers: 12.
std::string_view without_zero_fraction(std::string_view text) {
  const auto point = text.find_first_of(".,");
  if (point == std::string_view::npos || point == 0 || point + 1 == text.size()) return text;
  return text.find_first_not_of('0', point + 1) == std::string_view::npos ? text.substr(0, point) : text;
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
    else if (lengths.size() != 0 && std::ranges::find(lengths, value.size()) == lengths.end())
      say(c, fmt::format("has {} digits", value.size()));
    else if (most != 0 && value.size() > most) say(c, fmt::format("has {} digits", value.size()));
    return value;
  }
  int number(Column c, int least, int most, int otherwise) {
    const std::string_view value = without_zero_fraction(text(c));
    if (text(c).empty()) return otherwise;
    int n = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
    if (!all_digits(value) || error != std::errc{} || end != value.data() + value.size() || n < least || n > most)
      say(c, fmt::format("is not a whole number from {} to {}", least, most));
    return n;
  }
  bool yes(Column c) {
    std::string value{without_zero_fraction(text(c))};
    std::ranges::transform(value, value.begin(), [](char x) { return x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x; });
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

/// The barcodes of a row. A barcode that is not written as it is printed is understood, and noted, where it can be only one code.
class BarcodeReader {
public:
  BarcodeReader(RowReader& row, const ScanRules& labels, bool weighed) : row_(row), labels_(labels), weighed_(weighed) {}

  std::vector<std::string> barcodes;
  std::vector<std::string> notes; ///< without the line

  void read(std::string_view product) {
    std::string_view rest = row_.text(c_barcodes);
    while (!rest.empty()) {
      const auto one = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
      if (!one.empty()) take(one, product);
    }
    if (barcodes.size() > 32) row_.say(c_barcodes, "has more than 32 codes");
  }

private:
  void take(std::string_view one, std::string_view product) {
    if (!all_digits(one) || one.size() > 14) return row_.say(c_barcodes, fmt::format("has \"{}\", which is no barcode", one));
    const bool gtin_length = one.size() == 8 || one.size() == 12 || one.size() == 13 || one.size() == 14;
    if (gtin_length && !is_gtin(one)) {
      const auto upc = upc_a_of_upc_e(one);
      if (!upc) return row_.say(c_barcodes, fmt::format("has {}, whose check digit is wrong", one));
      notes.push_back(fmt::format("barcodes has {}, which is an UPC-E: read as {}", one, *upc));
      return add(*upc);
    }
    if (const auto meant = gtin_before_lost_zeros(one)) {
      const auto lost = meant->size() - one.size();
      notes.push_back(fmt::format("barcodes has {}, which lost its zero{} in front: read as {}", one, lost == 1 ? "" : "s", *meant));
      add(*meant);
    } else if (weighed_ && one.size() < item_digits) {
      const auto item = std::string(item_digits - one.size(), '0').append(one);
      notes.push_back(fmt::format("barcodes has {}, which lost its zeros in front: read as {}", one, item));
      add(item);
    }
    add(one);
    const auto is_one_of = [&](const auto& prefixes) { return std::ranges::find(prefixes, one.substr(0, 2)) != prefixes.end(); };
    if (one.size() != 13) return;
    const bool weight = is_one_of(labels_.weight_prefixes);
    if (weight || is_one_of(labels_.price_prefixes))
      notes.push_back(fmt::format("barcodes has {}, which is also a {} label of item {}: read as product {}", one,
                                  weight ? "weight" : "price", one.substr(2, item_digits), product));
  }
  void add(std::string_view code) {
    if (std::ranges::find(barcodes, code) == barcodes.end()) barcodes.emplace_back(code);
  }

  RowReader& row_;
  const ScanRules& labels_;
  bool weighed_;
};

Attributes read_attributes(RowReader& row) {
  Attributes a;
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

using Columns = std::array<std::size_t, column_count>;

/// The columns' places, or why there are none.
std::string find_columns(const CsvRecord& header, Columns& columns) {
  for (std::size_t c = 0; c < column_count; ++c) {
    const auto found = std::ranges::find(header.fields, column_names[c]);
    if (found == header.fields.end()) return fmt::format("column {} is missing, the file is not used", column_names[c]);
    if (std::find(found + 1, header.fields.end(), column_names[c]) != header.fields.end())
      return fmt::format("column {} stands twice, the file is not used", column_names[c]);
    columns[c] = static_cast<std::size_t>(found - header.fields.begin());
  }
  return {};
}

/// A whole number that stands in the text and is its only one: `"41`, `41.0` and `'41` are 41, `4.1E+01` is nothing.
std::optional<ProductId> number_within(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto begin = std::ranges::find_if(text, is_digit);
  const auto end = std::find_if_not(begin, text.end(), is_digit);
  std::string_view rest{end, text.end()};
  if (rest.size() > 1 && (rest[0] == '.' || rest[0] == ',') && rest[1] == '0')
    rest.remove_prefix(std::min(rest.find_first_not_of('0', 1), rest.size()));
  if (begin == end || std::ranges::any_of(rest, is_digit)) return std::nullopt;
  ProductId id = 0;
  const auto [stop, error] = std::from_chars(&*begin, &*begin + (end - begin), id);
  if (error != std::errc{} || id <= 0) return std::nullopt;
  return id;
}

std::string_view without_marks(std::string_view text) {
  constexpr std::string_view marks = "\"' \t=";
  const auto begin = text.find_first_not_of(marks);
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(marks) - begin + 1);
}

/// The whole number that the field is, without any doubt.
std::optional<ProductId> exact_id(std::string_view text) {
  ProductId id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

/// Reads the records below the header into a table.
class RowsReader {
public:
  RowsReader(AttributesTable& table, const Columns& columns, std::size_t width, char separator, const ScanRules& labels)
      : table_(table), columns_(columns), width_(width), separator_(separator), labels_(labels) {}

  void read(const CsvRecord& record) {
    const auto& fields = record.fields;
    if (record.fault.empty() && fields.size() == 1 && fields[0].empty()) return;
    if (!record.fault.empty()) return doubt(record, record.fault, true);
    if (fields.size() != width_) return doubt(record, fmt::format("has {} fields instead of {}", fields.size(), width_), true);
    if (std::ranges::any_of(fields, has_control)) return doubt(record, "holds control characters", false);
    RowReader row(fields, columns_);
    auto attributes = read_attributes(row);
    const auto& product = row.text(c_product);
    const auto& code = row.text(c_code);
    const auto id = exact_id(product);
    if (!id && !product.empty() && product != delivery_name) row.say(c_product, "is neither a number nor delivery");
    if (product.empty() && code.empty()) row.say(c_product, "and code are both empty");
    if (product.empty() && without_marks(code) != code) row.say(c_code, "stands between blanks or signs"); // no product has it so
    BarcodeReader codes(row, labels_, attributes.weighed);
    codes.read(product.empty() ? code : product);
    attributes.barcodes = codes.barcodes;
    const Owner owner{record.line, id, code, product == delivery_name};
    claim(attributes.barcodes, owner, row);
    if (!row.fault.empty()) return doubt(record, row.fault, false, attributes.barcodes);
    if (std::ranges::any_of(std::array{c_marked, c_weighed, c_min_age}, [&](Column c) { return row.text(c).empty(); })) {
      ++unsaid_;
      if (first_unsaid_ == 0) first_unsaid_ = record.line;
    }
    for (const auto& note : codes.notes) table_.notes.push_back(fmt::format("line {}: {}", record.line, note));
    put(record, owner, std::move(attributes));
  }

  /// A product or code that a wrong row names is not certain in any other row either.
  void finish() {
    for (const auto& [id, barcodes] : table_.doubtful_products) forget(table_.by_product, id);
    for (const auto& [code, barcodes] : table_.doubtful_codes) forget(table_.by_code, code);
    if (table_.delivery_doubtful) table_.delivery.reset();
    if (unsaid_ > 0)
      table_.notes.push_back(fmt::format("line {}{}: marked, weighed or min_age is empty: read as 0", first_unsaid_,
                                         unsaid_ > 1 ? fmt::format(" and {} more", unsaid_ - 1) : ""));
  }

private:
  static constexpr std::string_view delivery_name = "delivery";
  struct Owner {
    std::size_t line = 0;
    std::optional<ProductId> id;
    std::string code;
    bool delivery = false;
  };

  void skip(std::size_t line, const std::string& why) { table_.skipped.push_back(fmt::format("line {}: {}", line, why)); }

  template <class Map, class Key> static void forget(Map& rows, const Key& key) {
    if (const auto row = rows.find(key); row != rows.end()) rows.erase(row);
  }

  void withhold(const Owner& owner, const AttributesTable::Barcodes& barcodes) {
    const auto add = [&](AttributesTable::Barcodes& all) { all.insert(all.end(), barcodes.begin(), barcodes.end()); };
    if (owner.delivery) table_.delivery_doubtful = true;
    if (owner.id) add(table_.doubtful_products[*owner.id]);
    if (!owner.delivery && !owner.code.empty()) add(table_.doubtful_codes[normal_code(owner.code)]);
  }

  /// A barcode that two rows have tells neither product.
  void claim(const AttributesTable::Barcodes& barcodes, const Owner& owner, RowReader& row) {
    for (const auto& barcode : barcodes) {
      const auto [other, first] = barcode_owner_.try_emplace(normal_code(barcode), owner);
      if (first || other->second.line == owner.line) continue;
      row.say(c_barcodes, fmt::format("has {}, which stands on line {} too", barcode, other->second.line));
      if (twice_.insert(other->second.line).second)
        skip(other->second.line, fmt::format("barcodes has {}, which stands on line {} too", barcode, owner.line));
      withhold(other->second, {barcode});
    }
  }

  void put(const CsvRecord& record, const Owner& owner, Attributes attributes) {
    const auto barcodes = attributes.barcodes;
    const auto name = owner.delivery ? std::string{delivery_name} : owner.id ? fmt::format("{}", *owner.id) : owner.code;
    const auto key = owner.delivery || owner.id ? name : "code " + normal_code(owner.code);
    const auto [line, first] = row_of_.try_emplace(key, record.line);
    if (!first) {
      skip(record.line, fmt::format("product {} stands twice, on line {} too", name, line->second));
      return withhold(owner, barcodes);
    }
    if (owner.delivery) table_.delivery = std::move(attributes);
    else if (owner.id) {
      if (!owner.code.empty()) table_.also_coded.try_emplace(*owner.id, normal_code(owner.code));
      table_.line_of_product.try_emplace(*owner.id, record.line);
      table_.by_product.try_emplace(*owner.id, std::move(attributes));
    } else {
      table_.line_of_code.try_emplace(normal_code(owner.code), record.line);
      table_.by_code.try_emplace(normal_code(owner.code), std::move(attributes));
    }
  }

  /// `broken`: its fields may stand in the wrong places, but for those at its beginning.
  void doubt(const CsvRecord& record, const std::string& why, bool broken, const AttributesTable::Barcodes& barcodes = {}) {
    skip(record.line, why);
    if (std::ranges::all_of(record.fields, [](const auto& f) { return without_marks(f).empty(); })) return; // says nothing of any product
    const auto field = [&](Column c) {
      return columns_[c] < record.fields.size() ? std::string_view{record.fields[columns_[c]]} : std::string_view{};
    };
    auto product = field(c_product), code = field(c_code);
    if (!record.fault.empty()) { // a quote that swallowed what follows: as the line stands
      product = raw_field(record.raw, columns_[c_product]);
      code = raw_field(record.raw, columns_[c_code]);
    }
    name(product, code, barcodes);
    if (broken && record.fault.empty()) name_shifted(record);
    if (broken && columns_[without_marks(product).empty() ? c_code : c_product] > 1) table_.untold = true;
    if (record.raw.find('\n') == std::string_view::npos) return;
    // Lines that an open quote took into this record are rows of their own products, the one with that quote too.
    for (auto rest = record.raw; !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const auto bare = without_marks(raw_field(line, columns_[c_product])), bare_code = without_marks(raw_field(line, columns_[c_code]));
      if (const auto id = exact_id(bare)) withhold({record.line, id, {}, false}, {});
      else if (bare.empty() && !bare_code.empty()) withhold({record.line, {}, std::string{bare_code}, false}, {});
    }
  }

  /// A row with fields too many or too few: product and code may stand beside their places, counted from either end.
  void name_shifted(const CsvRecord& record) {
    const auto& fields = record.fields;
    const auto field = [&](std::size_t at) { return at < fields.size() ? without_marks(fields[at]) : std::string_view{}; };
    const auto as_code = [&](std::string_view code) {
      if (!code.empty()) withhold({record.line, {}, std::string{code}, false}, {});
    };
    as_code(field(columns_[c_product])), as_code(field(columns_[c_code]));
    if (fields.size() > width_) {
      const auto more = fields.size() - width_;
      if (const auto id = exact_id(field(columns_[c_product] + more))) withhold({record.line, id, {}, false}, {});
      as_code(field(columns_[c_code] + more));
    } else if (columns_[c_product] + 1 == fields.size()) {
      table_.untold = true; // the number itself may be cut
    }
  }

  void name(std::string_view product, std::string_view code, const AttributesTable::Barcodes& barcodes) {
    const auto bare = without_marks(product), bare_code = without_marks(code);
    if (bare == delivery_name) return withhold({0, {}, {}, true}, barcodes);
    if (bare.empty() && bare_code.empty()) table_.untold = true;
    else if (bare.empty()) withhold({0, {}, std::string{bare_code}, false}, barcodes);
    else if (const auto id = number_within(bare)) {
      withhold({0, id, std::string{bare_code}, false}, barcodes);
    } else if (bare_code.empty()) table_.untold = true;
    else table_.perhaps_codes[normal_code(bare_code)] = barcodes;
  }

  std::string_view raw_field(std::string_view line, std::size_t n) const {
    for (; n > 0; --n) {
      const auto at = line.find(separator_);
      if (at == std::string_view::npos) return {};
      line.remove_prefix(at + 1);
    }
    return line.substr(0, line.find(separator_));
  }

  AttributesTable& table_;
  const Columns& columns_;
  std::size_t width_;
  char separator_;
  const ScanRules& labels_;
  std::unordered_map<std::string, Owner> barcode_owner_; ///< by normal_code()
  std::unordered_map<std::string, std::size_t> row_of_;
  std::size_t unsaid_ = 0, first_unsaid_ = 0; ///< rows that leave a flag empty, and the line of the first
  std::set<std::size_t> twice_;               ///< lines that were named for a barcode of a later line
};

std::size_t line_at(std::string_view text, std::size_t place) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, place), '\n'));
}

AttributesTable unusable(std::string fault) {
  AttributesTable table;
  table.skipped.push_back(fault);
  table.fault = std::move(fault);
  table.state = TableState::unusable;
  return table;
}

std::string csv_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string joined(const AttributesTable::Barcodes& barcodes) {
  std::string text;
  for (const auto& barcode : barcodes) text += (text.empty() ? "" : " ") + barcode;
  return text;
}

} // namespace

bool is_known_unit(int unit) { return std::ranges::find(units, unit) != units.end(); }

std::string normal_code(std::string_view code) {
  if (auto gtin = gtin14(code)) return *std::move(gtin);
  if (const auto upc = upc_a_of_upc_e(code)) return gtin14(*upc).value_or(*upc);
  return std::string{code};
}

AttributesTable::Judged AttributesTable::judge(const Product& product) const {
  if (state == TableState::unusable) return {nullptr, true, nullptr};
  const auto code = product.code.empty() ? std::string{} : normal_code(product.code);
  const auto by_id = [&](const auto& rows) {
    const auto at = rows.find(product.id);
    return at == rows.end() ? nullptr : &at->second;
  };
  const auto by_its_code = [&](const auto& rows) {
    const auto at = code.empty() ? rows.end() : rows.find(code);
    return at == rows.end() ? nullptr : &at->second;
  };
  if (const auto* b = by_id(doubtful_products)) return {nullptr, true, b};
  if (const auto* b = by_its_code(perhaps_codes)) return {nullptr, true, b};
  if (const auto* row = by_id(by_product)) return {row, false, nullptr};
  if (const auto* b = by_its_code(doubtful_codes)) return {nullptr, true, b};
  if (const auto* row = by_its_code(by_code)) return {row, false, nullptr};
  if (untold) return {nullptr, true, nullptr};
  if (const auto* b = by_id(kept_doubtful_products)) return {nullptr, true, b};
  if (const auto* row = by_id(kept_by_product)) return {row, false, nullptr};
  if (const auto* b = by_its_code(kept_doubtful_codes)) return {nullptr, true, b};
  return {by_its_code(kept_by_code), false, nullptr};
}

AttributesTable parse_products_csv(std::string_view text, const ScanRules& labels) {
  if (text.size() > largest_file) return unusable(fmt::format("line 1: the file has more than {} MiB and is not used", largest_file >> 20));
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return unusable("line 1: the file is UTF-16 and is not used: save it as UTF-8");
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.empty()) return unusable("line 1: the file is empty");
  if (const auto bad = first_foreign_byte(text); bad != std::string_view::npos)
    return unusable(fmt::format("line {}: is not UTF-8, the file is not used", line_at(text, bad)));
  std::size_t line = 1;
  if (text.starts_with("sep=")) {
    const auto end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
  }

  std::string fault = "the file is empty";
  AttributesTable table;
  CsvRecord record;
  Columns columns{};
  for (const char separator : {',', ';', '\t'}) {
    CsvRecords records(text, separator, line);
    if (!records.next(record)) break;
    auto wrong = record.fault.empty() ? find_columns(record, columns) : record.fault + ", the file is not used";
    if (!wrong.empty()) {
      if (separator == ',' || record.fields.size() > 1) fault = std::move(wrong);
      continue;
    }
    const auto expected_rows = text.size() / 64;
    table.by_product.reserve(expected_rows);
    RowsReader reader(table, columns, record.fields.size(), separator, labels);
    const auto width = record.fields.size();
    while (records.next(record)) {
      const bool cut = !record.ended && (!record.fault.empty() || record.fields.size() < width) && !record.raw.empty();
      if (cut) return unusable(fmt::format("line {}: the file ends in the middle of it and is not used", record.line));
      reader.read(record);
    }
    reader.finish();
    if (table.by_product.empty() && table.by_code.empty() && !table.delivery && table.skipped.empty())
      return unusable(fmt::format("line {}: the file has a header and no rows, it is not used", line));
    return table;
  }
  return unusable(fmt::format("line {}: {}", line, fault));
}

ProductsText read_products_file(const std::filesystem::path& path, std::chrono::milliseconds settle) {
  ProductsText read;
  const auto fail = [&](const std::string& why) {
    read.text.clear();
    read.fault = fmt::format("{}: {}", path.string(), why);
    return read;
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return fail(std::strerror(errno));
  const struct Closing {
    int fd;
    ~Closing() { ::close(fd); }
  } closing{fd};
  struct stat before {
  }, after{};
  if (::fstat(fd, &before) != 0) return fail(std::strerror(errno));
  if (!S_ISREG(before.st_mode)) return fail("is not a file");
  if (static_cast<std::size_t>(before.st_size) > largest_file) return fail("is too large");
  read.text.resize(static_cast<std::size_t>(before.st_size));
  for (std::size_t at = 0; at < read.text.size();) {
    const auto n = ::read(fd, read.text.data() + at, read.text.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(std::strerror(errno));
    if (n == 0) return fail("became shorter while it was read");
    at += static_cast<std::size_t>(n);
  }
  if (settle.count() == 0) return read;
  // A copy that is under way goes on writing. A file from the future says nothing of how long ago that was.
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const std::chrono::milliseconds age{(now.tv_sec - before.st_mtim.tv_sec) * 1000 + (now.tv_nsec - before.st_mtim.tv_nsec) / 1'000'000};
  if (age.count() > -2000 && age < std::max(settle, std::chrono::milliseconds{2000}))
    std::this_thread::sleep_for(std::clamp(settle - age, std::chrono::milliseconds{200}, std::max(settle, std::chrono::milliseconds{200})));
  if (::fstat(fd, &after) != 0) return fail(std::strerror(errno));
  if (after.st_size != before.st_size || after.st_mtim.tv_sec != before.st_mtim.tv_sec || after.st_mtim.tv_nsec != before.st_mtim.tv_nsec)
    return fail("is being written");
  return read;
}

AttributesTable load_products_csv(const std::filesystem::path& path, const ScanRules& labels) {
  if (path.empty()) {
    AttributesTable table;
    table.state = TableState::none;
    return table;
  }
  auto read = read_products_file(path);
  return read.fault.empty() ? parse_products_csv(read.text, labels) : unusable(std::move(read.fault));
}

std::string products_header() { return fmt::format("{}\n", fmt::join(column_names, ",")); }

std::string products_row(std::string_view product, std::string_view code, const Attributes& a) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", product, csv_quoted(code), joined(a.barcodes), a.class_code,
                     a.package_code, a.unit, csv_quoted(a.unit_name), a.vat_percent ? std::to_string(*a.vat_percent) : "", a.owner_type,
                     a.marked ? 1 : 0, a.weighed ? 1 : 0, a.min_age, a.commission_inn, a.commission_pinfl);
}

std::string doubtful_row(std::string_view product, std::string_view code, const AttributesTable::Barcodes& barcodes) {
  return fmt::format("{},{},{},?,,,,,,,,,,\n", product, csv_quoted(code), joined(barcodes));
}

} // namespace engine
