#include "engine/catalog/catalog_db.h"

#include "engine/base/log.h"
#include "engine/catalog/product_bounds.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sqlite3.h>
#include <stdexcept>
#include <unistd.h>

namespace engine {
namespace {

namespace fs = std::filesystem;
constexpr int schema_version = 1;
constexpr int longest_row = 20 * 1024 * 1024; ///< bytes of a text or of a row: more than the store could send in one is no copy of ours

constexpr auto schema = R"(
CREATE TABLE meta (schema_version INTEGER NOT NULL, products INTEGER NOT NULL, categories INTEGER NOT NULL,
                   min_amount INTEGER, free_metres INTEGER, price_per_km INTEGER);
CREATE TABLE categories (position INTEGER PRIMARY KEY, id INTEGER NOT NULL, name TEXT NOT NULL);
CREATE TABLE products (position INTEGER PRIMARY KEY, id INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
                       description TEXT NOT NULL, price INTEGER NOT NULL, discount_price INTEGER, discount_active INTEGER NOT NULL,
                       stock INTEGER, category INTEGER NOT NULL, images TEXT NOT NULL);
)";

fs::path with_suffix(const fs::path& file, const char* suffix) { return file.string() + suffix; }

void remove_with_journals(const fs::path& file) {
  std::error_code ignored;
  for (const auto* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(with_suffix(file, suffix), ignored);
}

void sync_to_disk(const fs::path& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  if (!synced) throw std::runtime_error(fmt::format("{}: {}", path.string(), std::strerror(errno)));
}

std::string text_at(sqlite3_stmt* row, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return bytes ? std::string{bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column))} : std::string{};
}

std::optional<std::int64_t> integer_at(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int64(row, column);
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    lines.emplace_back(line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

/// Through the C interface: eleven columns of 100,000 rows are a tenth of the start's time otherwise. How many were left out.
std::size_t read_products(SQLite::Database& db, std::vector<Product>& products) {
  std::size_t left_out = 0;
  constexpr auto select = "SELECT id, code, name, description, price, discount_price, discount_active, stock, category, images "
                          "FROM products ORDER BY position";
  sqlite3_stmt* row = nullptr;
  if (sqlite3_prepare_v2(db.getHandle(), select, -1, &row, nullptr) != SQLITE_OK) throw std::runtime_error(db.getErrorMsg());
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(row, sqlite3_finalize);
  int result = SQLITE_ROW;
  std::size_t bytes = 0;
  while ((result = sqlite3_step(row)) == SQLITE_ROW) {
    auto& p = products.emplace_back();
    p.id = sqlite3_column_int64(row, 0);
    p.code = text_at(row, 1);
    p.name = text_at(row, 2);
    p.description = text_at(row, 3);
    p.price = Money::tiyin(sqlite3_column_int64(row, 4));
    if (const auto discount = integer_at(row, 5)) p.discount_price = Money::tiyin(*discount);
    p.discount_active = sqlite3_column_int(row, 6) != 0;
    if (const auto stock = integer_at(row, 7)) p.stock = Quantity::thousandths(*stock);
    p.category = sqlite3_column_int64(row, 8);
    p.images = split_lines(text_at(row, 9));
    const auto why = bound(p); // a file of years ago may hold anything
    bytes += text_bytes(p);
    if (bytes > most_catalog_bytes) throw std::runtime_error("more text than a catalogue may have");
    if (why.empty()) continue;
    spdlog::warn("catalogue: product {} of the last copy {}: left out", p.id, why);
    products.pop_back();
    ++left_out;
  }
  if (result != SQLITE_DONE) throw std::runtime_error(db.getErrorMsg());
  return left_out;
}

CatalogData read_all(const fs::path& file) {
  SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
  sqlite3_limit(db.getHandle(), SQLITE_LIMIT_LENGTH, longest_row);
  CatalogData data;
  SQLite::Statement meta(db, "SELECT schema_version, products, categories, min_amount, free_metres, price_per_km FROM meta");
  if (!meta.executeStep() || meta.getColumn(0).getInt() != schema_version) throw std::runtime_error("another schema");
  const auto products = meta.getColumn(1).getInt64();
  const auto categories = meta.getColumn(2).getInt64();
  if (products < 0 || products > static_cast<std::int64_t>(most_products)) throw std::runtime_error("no sensible number of products");
  if (!meta.getColumn(3).isNull())
    data.delivery =
        DeliveryTerms{Money::tiyin(meta.getColumn(3).getInt64()), meta.getColumn(4).getInt64(), Money::tiyin(meta.getColumn(5).getInt64())};
  SQLite::Statement category(db, "SELECT id, name FROM categories ORDER BY position");
  std::int64_t categories_read = 0;
  while (category.executeStep()) {
    Category c{category.getColumn(0).getInt64(), category.getColumn(1).getString()};
    ++categories_read;
    if (bound(c)) data.categories.push_back(std::move(c));
  }
  data.products.reserve(static_cast<std::size_t>(products));
  const auto left_out = read_products(db, data.products);
  if (static_cast<std::int64_t>(data.products.size() + left_out) != products || categories_read != categories)
    throw std::runtime_error("rows are missing");
  return data;
}

void bind_or_null(SQLite::Statement& statement, int index, const std::optional<std::int64_t>& value) {
  if (value) statement.bind(index, *value);
  else statement.bind(index);
}

void write_all(const fs::path& file, const CatalogData& data) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  // The file is not used until it is renamed. A crash while writing leaves rubbish that the next store() removes.
  db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
  db.exec(schema);
  db.exec("BEGIN");
  SQLite::Statement meta(db, "INSERT INTO meta VALUES (?, ?, ?, ?, ?, ?)");
  meta.bind(1, schema_version);
  meta.bind(2, static_cast<std::int64_t>(data.products.size()));
  meta.bind(3, static_cast<std::int64_t>(data.categories.size()));
  if (data.delivery) {
    meta.bind(4, data.delivery->min_amount.in_tiyin());
    meta.bind(5, data.delivery->free_metres);
    meta.bind(6, data.delivery->price_per_km.in_tiyin());
  }
  meta.exec();
  SQLite::Statement category(db, "INSERT INTO categories (id, name) VALUES (?, ?)");
  for (const auto& c : data.categories) {
    category.bind(1, c.id);
    category.bind(2, c.name);
    category.exec();
    category.reset();
  }
  SQLite::Statement insert(db, "INSERT INTO products (id, code, name, description, price, discount_price, discount_active, stock, "
                               "category, images) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& p : data.products) {
    std::string images;
    for (const auto& image : p.images) images += image + "\n";
    insert.bind(1, p.id);
    insert.bind(2, p.code);
    insert.bind(3, p.name);
    insert.bind(4, p.description);
    insert.bind(5, p.price.in_tiyin());
    bind_or_null(insert, 6, p.discount_price ? std::optional{p.discount_price->in_tiyin()} : std::nullopt);
    insert.bind(7, p.discount_active ? 1 : 0);
    bind_or_null(insert, 8, p.stock ? std::optional{p.stock->in_thousandths()} : std::nullopt);
    insert.bind(9, p.category);
    insert.bind(10, images);
    insert.exec();
    insert.reset();
  }
  db.exec("COMMIT");
}

} // namespace

std::optional<CatalogData> CatalogDb::load() {
  std::error_code ignored;
  if (!fs::exists(file_, ignored)) return std::nullopt;
  try {
    return read_all(file_);
  } catch (const std::exception& error) {
    spdlog::error("catalogue: {} cannot be read ({}); it is put aside and fetched again", file_.string(), error.what());
    const auto aside = with_suffix(file_, ".damaged");
    remove_with_journals(aside);
    fs::rename(file_, aside, ignored);
    remove_with_journals(file_);
    return std::nullopt;
  }
}

tl::expected<void, std::string> CatalogDb::store(const CatalogData& data) {
  const auto fresh = with_suffix(file_, ".new");
  try {
    fs::create_directories(file_.parent_path());
    remove_with_journals(fresh);
    write_all(fresh, data);
    sync_to_disk(fresh, O_RDONLY);
    fs::rename(fresh, file_);
    sync_to_disk(file_.parent_path(), O_RDONLY | O_DIRECTORY);
    return {};
  } catch (const std::exception& error) {
    remove_with_journals(fresh);
    return tl::unexpected(std::string{error.what()});
  }
}

} // namespace engine
