#include "engine/catalog/attributes_keeper.h"

#include "engine/base/digest.h"
#include "engine/base/log.h"
#include "engine/base/whole_file.h"
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <unistd.h>
#include <unordered_set>
#include <utility>

namespace engine {
namespace {

constexpr std::chrono::milliseconds first_settle{3000};
constexpr std::string_view magic = "kiosk-products 1 ";

std::string digest_of(std::string_view head, std::string_view text, std::string_view kept) {
  return to_hex(Sha256{}.update(head).update(text).update(kept).finish());
}

template <class T> bool take_number(std::string_view& text, T& value, char behind) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end == text.data() + text.size() || *end != behind) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return true;
}

/// Products that `table` does not name keep their row of `last`.
void keep_rows(AttributesTable& table, const AttributesTable& last) {
  const auto named = [&](ProductId id) { return table.by_product.contains(id) || table.doubtful_products.contains(id); };
  const auto coded = [&](const std::string& code) { return table.by_code.contains(code) || table.doubtful_codes.contains(code); };
  for (const auto* rows : {&last.by_product, &last.kept_by_product})
    for (const auto& [id, row] : *rows) {
      if (named(id)) continue;
      table.kept_by_product.try_emplace(id, row);
      if (const auto also = last.also_coded.find(id); also != last.also_coded.end()) table.also_coded.try_emplace(id, also->second);
    }
  // A wrong row whose codes cannot be read: those of before find the product, to say why it is not sold.
  for (auto& [id, barcodes] : table.doubtful_products) {
    if (!barcodes.empty()) continue;
    for (const auto* rows : {&last.by_product, &last.kept_by_product})
      if (const auto row = rows->find(id); row != rows->end()) barcodes = row->second.barcodes;
    if (const auto before = last.doubtful_products.find(id); before != last.doubtful_products.end()) barcodes = before->second;
  }
  for (const auto* rows : {&last.by_code, &last.kept_by_code})
    for (const auto& [code, row] : *rows)
      if (!coded(code)) table.kept_by_code.try_emplace(code, row);
  for (const auto* rows : {&last.doubtful_products, &last.kept_doubtful_products})
    for (const auto& [id, barcodes] : *rows)
      if (!named(id)) table.kept_doubtful_products.try_emplace(id, barcodes);
  for (const auto* rows : {&last.doubtful_codes, &last.perhaps_codes, &last.kept_doubtful_codes})
    for (const auto& [code, barcodes] : *rows)
      if (!coded(code) && !table.perhaps_codes.contains(code)) table.kept_doubtful_codes.try_emplace(code, barcodes);
  if (!table.delivery && !table.delivery_doubtful) table.delivery = last.delivery;
  if (table.kept_by_product.empty() && table.kept_by_code.empty()) return;

  // A code that a row of this table has is that row's now.
  std::unordered_set<std::string> taken;
  const auto take = [&](const auto& rows) {
    for (const auto& [key, row] : rows)
      for (const auto& barcode : row.barcodes) taken.insert(normal_code(barcode));
  };
  take(table.by_product), take(table.by_code);
  const auto give = [&](auto& rows) {
    for (auto& [key, row] : rows)
      std::erase_if(row.barcodes, [&](const std::string& barcode) { return taken.contains(normal_code(barcode)); });
  };
  give(table.kept_by_product), give(table.kept_by_code);
}

/// The rows that the text does not have, in an order that does not change by itself.
std::string kept_rows(const AttributesTable& table, bool delivery) {
  std::vector<std::string> rows;
  for (const auto& [id, row] : table.kept_by_product)
    if (!table.kept_doubtful_products.contains(id)) {
      const auto also = table.also_coded.find(id);
      rows.push_back(products_row(std::to_string(id), also == table.also_coded.end() ? std::string_view{} : also->second, row));
    }
  for (const auto& [code, row] : table.kept_by_code)
    if (!table.kept_doubtful_codes.contains(code)) rows.push_back(products_row({}, code, row));
  for (const auto& [id, barcodes] : table.kept_doubtful_products) rows.push_back(doubtful_row(std::to_string(id), {}, {}));
  for (const auto& [code, barcodes] : table.kept_doubtful_codes) rows.push_back(doubtful_row({}, code, {}));
  if (delivery && table.delivery) rows.push_back(products_row("delivery", {}, *table.delivery));
  std::ranges::sort(rows);
  std::string text;
  for (const auto& row : rows) text += row;
  return text.empty() ? text : products_header() + text;
}

} // namespace

AttributesTable AttributesKeeper::read(WallTime now) {
  AttributesTable table;
  if (file_.empty()) {
    table.state = TableState::none;
    return table;
  }
  if (!std::exchange(looked_, true)) load_copy();
  // Without an earlier table a file that somebody copies slowly, line by line, is all that is known: it is watched for longer.
  auto file = read_products_file(file_, last_ ? std::chrono::milliseconds{200} : first_settle);
  if (file.fault.empty()) table = parse_products_csv(file.text, labels_);
  else table.fault = file.fault, table.skipped = {file.fault};
  if (!table.fault.empty()) {
    auto fault = std::move(table.fault);
    if (!last_) {
      table.fault = std::move(fault);
      table.state = TableState::unusable;
      return table;
    }
    table = *last_;
    table.state = TableState::last_good;
    table.skipped.insert(table.skipped.begin(), fault);
    table.fault = std::move(fault);
    return table;
  }
  const bool own_delivery = table.delivery.has_value();
  if (last_) keep_rows(table, *last_);
  if (const auto kept = table.kept_by_product.size() + table.kept_by_code.size(); kept > 0)
    table.notes.push_back(
        fmt::format("{} products stood in an earlier table and stand in this one no more: their last rows stay in force", kept));
  table.read_at_ms = now.unix_ms;
  const auto kept = kept_rows(table, !own_delivery);
  if (const auto digest = digest_of({}, file.text, kept); digest != stored_) {
    if (store_copy(file.text, kept, now)) stored_ = digest;
    else table.notes.push_back(fmt::format("{}: the copy of the table cannot be written: {}", copy_.string(), std::strerror(errno)));
  }
  last_ = table;
  return table;
}

void AttributesKeeper::load_copy() {
  if (copy_.empty() || ::access(copy_.c_str(), F_OK) != 0) return;
  const auto read = read_products_file(copy_, std::chrono::milliseconds{0});
  std::string_view rest = read.text;
  const auto damaged = [&] { spdlog::error("{}: the copy of products.csv is damaged and not used", copy_.string()); };
  if (!read.fault.empty() || !rest.starts_with(magic) || rest.size() < magic.size() + 65) return damaged();
  const auto digest = rest.substr(magic.size(), 64);
  rest.remove_prefix(magic.size() + 65);
  const auto head = rest.substr(0, rest.find('\n') + 1);
  std::int64_t at = 0;
  std::size_t length = 0;
  if (!take_number(rest, at, ' ') || !take_number(rest, length, '\n') || rest.size() < length) return damaged();
  const auto text = rest.substr(0, length), kept = rest.substr(length);
  if (digest_of(head, text, kept) != digest) return damaged();
  auto table = parse_products_csv(text, labels_);
  if (!table.fault.empty()) return damaged();
  if (!kept.empty()) {
    auto earlier = parse_products_csv(kept, labels_);
    earlier.notes.clear();
    keep_rows(table, earlier);
  }
  table.read_at_ms = at;
  stored_ = digest_of({}, text, kept);
  last_ = std::move(table);
}

bool AttributesKeeper::store_copy(std::string_view text, std::string_view kept, WallTime now) {
  if (copy_.empty()) return true;
  const auto head = fmt::format("{} {}\n", now.unix_ms, text.size());
  const auto begin = fmt::format("{}{} {}", magic, digest_of(head, text, kept), head);
  return put_whole(copy_, {begin, text, kept});
}

} // namespace engine
