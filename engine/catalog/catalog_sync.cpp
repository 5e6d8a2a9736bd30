#include "engine/catalog/catalog_sync.h"

#include "engine/base/local_time.h"
#include "engine/base/log.h"
#include "engine/catalog/catalog_db.h"
#include "engine/catalog/product_bounds.h"
#include <algorithm>
#include <fmt/ranges.h>
#include <ranges>

namespace engine {
namespace {

constexpr Millis first_wait = seconds{2};
constexpr Millis longest_wait = seconds{300};
constexpr Millis wait_for_table = seconds{60};

std::string words_of(const Refused& refused) { return refused.text.empty() ? refused.code : refused.text; }

} // namespace

/// Logs the faults of the table: the fault, its place, its effect, the remedy. Each fault is logged once until it changes, because the same file is read for
/// years. Runs on the worker thread.
class CatalogSync::TableLog {
public:
  explicit TableLog(std::string file) : file_(std::move(file)) {}

  void say(const Catalog& catalog) {
    constexpr std::size_t named = 50;
    const auto& table = catalog.table_report();
    const auto& skipped = catalog.skipped_rows();
    if (table.state == said_state_ && table.notes == said_notes_ && skipped == said_skipped_ && table.withheld == said_withheld_) return;
    said_state_ = table.state, said_notes_ = table.notes, said_skipped_ = skipped, said_withheld_ = table.withheld;
    for (std::size_t i = 0; i < std::min(named, table.notes.size()); ++i) spdlog::warn("{}: {}", file_, table.notes[i]);
    for (std::size_t i = 0; i < std::min(named, skipped.size()); ++i) spdlog::warn("{}: {}", file_, skipped[i]);
    if (skipped.size() > named) spdlog::warn("{}: {} more rows are wrong", file_, skipped.size() - named);
    if (table.state == TableState::unusable)
      spdlog::error("{} cannot be used and no earlier table is known: nothing is sold. Put a right one there; it is looked at each minute",
                    file_);
    else if (table.state == TableState::last_good)
      spdlog::error("{} cannot be used: the table that was read at {} stays in force. Put a right one there; it is looked at each minute",
                    file_, format_slip_time({table.read_at_ms}));
    if (table.state != TableState::unusable && table.withheld > 0)
      spdlog::warn("{}: {} products are not sold until the rows named above are right: {}{}", file_, table.withheld,
                   fmt::join(table.withheld_names | std::views::take(10), ", "), table.withheld > 10 ? ", .." : "");
  }

private:
  std::string file_;
  TableState said_state_ = TableState::read;
  std::vector<std::string> said_notes_, said_skipped_;
  std::int64_t said_withheld_ = 0;
};

struct CatalogSync::Pull {
  CatalogData data;
  std::size_t offset = 0;
  std::size_t bytes = 0;
};

template <class F> auto CatalogSync::guarded(F f) {
  return [alive = std::weak_ptr<bool>(alive_), f = std::move(f)](auto&&... arguments) mutable {
    if (alive.lock()) f(std::forward<decltype(arguments)>(arguments)...);
  };
}

CatalogSync::CatalogSync(CatalogSource& source, TimePort& time, Post worker, Post io, CatalogSyncOptions options, OnSnapshot on_snapshot)
    : source_(source),
      time_(time),
      worker_(std::move(worker)),
      io_(std::move(io)),
      options_(std::move(options)),
      keeper_(std::make_shared<AttributesKeeper>(options_.attributes, options_.last_attributes, options_.labels)),
      table_log_(std::make_shared<TableLog>(options_.attributes.string())),
      on_snapshot_(std::move(on_snapshot)) {}

CatalogSync::~CatalogSync() {
  if (timer_) time_.cancel(*timer_);
}

void CatalogSync::start() {
  auto deliver = guarded([this](CatalogPtr snapshot, std::optional<DeliveryTerms> terms) {
    last_terms_ = terms;
    on_snapshot_(std::move(snapshot));
    sync_now();
  });
  worker_([options = options_, keeper = keeper_, log = table_log_, now = time_.wall(), io = io_, deliver = std::move(deliver)]() mutable {
    auto data = CatalogDb(options.database).load().value_or(CatalogData{});
    const auto terms = data.delivery;
    auto snapshot = make_catalog(std::move(data), keeper->read(now));
    log->say(*snapshot);
    io([deliver = std::move(deliver), snapshot = std::move(snapshot), terms]() mutable { deliver(std::move(snapshot), terms); });
  });
}

void CatalogSync::sync_now() {
  if (pull_ || status_.running) return;
  if (timer_) time_.cancel(*timer_);
  timer_.reset();
  status_.running = true;
  status_.fetched = 0;
  pull_ = std::make_unique<Pull>();
  fetch_page();
}

void CatalogSync::fetch_page() {
  source_.fetch_products_page(pull_->offset, options_.page_size, guarded([this](Outcome<ProductPage> outcome) {
                                std::visit(overloaded{
                                               [this](ProductPage& page) {
                                                 if (page.received == 0) return fetch_categories();
                                                 // A store that never says "the end" must not fill the memory; the copy that is there stands.
                                                 pull_->offset += page.received;
                                                 pull_->bytes += page.bytes;
                                                 if (pull_->bytes > most_catalog_bytes)
                                                   return failed(
                                                       fmt::format("the store's catalogue is larger than {} MiB ({} products so far)",
                                                                   most_catalog_bytes >> 20, pull_->offset));
                                                 auto& products = pull_->data.products;
                                                 products.insert(products.end(), std::make_move_iterator(page.products.begin()),
                                                                 std::make_move_iterator(page.products.end()));
                                                 status_.fetched = products.size();
                                                 if (pull_->offset > most_products)
                                                   return failed("the store sends more products than it can have");
                                                 fetch_page();
                                               },
                                               [this](Refused& refused) { failed("products refused: " + words_of(refused)); },
                                               [this](Unknown& unknown) { failed("products: " + unknown.why); },
                                           },
                                           outcome);
                              }));
}

void CatalogSync::fetch_categories() {
  if (pull_->data.products.empty()) return failed("the store sent no products");
  source_.fetch_categories(guarded([this](Outcome<std::vector<Category>> outcome) {
    std::visit(overloaded{
                   [this](std::vector<Category>& categories) {
                     pull_->data.categories = std::move(categories);
                     fetch_delivery();
                   },
                   [this](Refused& refused) { failed("categories refused: " + words_of(refused)); },
                   [this](Unknown& unknown) { failed("categories: " + unknown.why); },
               },
               outcome);
  }));
}

void CatalogSync::fetch_delivery() {
  source_.fetch_delivery(guarded([this](Outcome<DeliveryTerms> outcome) {
    std::visit(overloaded{
                   [this](DeliveryTerms& terms) { last_terms_ = terms; },
                   [this](Refused& refused) {
                     if (refused.why == RefusalClass::not_found) last_terms_.reset();
                     spdlog::warn("catalogue: delivery terms refused: {}", words_of(refused));
                   },
                   [](Unknown& unknown) { spdlog::warn("catalogue: delivery terms: {}", unknown.why); },
               },
               outcome);
    complete();
  }));
}

void CatalogSync::complete() {
  auto data = std::move(pull_->data);
  data.delivery = last_terms_;
  pull_.reset(); // status_.running keeps a second pull away until the worker is done
  auto deliver = guarded([this](CatalogPtr snapshot, std::string error) {
    status_.running = false;
    status_.fetched = snapshot->size();
    status_.complete = time_.wall();
    status_.last_error = std::move(error);
    wait_ = {};
    const bool table_missing = !snapshot->table_report().fault.empty();
    schedule(table_missing ? std::min<Millis>(options_.every, wait_for_table) : Millis{options_.every});
    on_snapshot_(std::move(snapshot));
  });
  worker_([options = options_, keeper = keeper_, log = table_log_, now = time_.wall(), io = io_, data = std::move(data),
           deliver = std::move(deliver)]() mutable {
    std::string error;
    if (auto stored = CatalogDb(options.database).store(data); !stored) {
      error = "the copy cannot be written: " + stored.error();
      spdlog::error("catalogue: {}", error);
    }
    auto snapshot = make_catalog(std::move(data), keeper->read(now));
    log->say(*snapshot);
    spdlog::info("catalogue: {} products in {} categories", snapshot->size(), snapshot->categories().size());
    io([deliver = std::move(deliver), snapshot = std::move(snapshot), error = std::move(error)]() mutable {
      deliver(std::move(snapshot), std::move(error));
    });
  });
}

void CatalogSync::failed(const std::string& why) {
  pull_.reset();
  status_.running = false;
  status_.last_error = why;
  wait_ = wait_ == Millis{} ? first_wait : std::min(wait_ * 2, longest_wait);
  spdlog::warn("catalogue: {}; asked again in {} s", why, std::chrono::duration_cast<seconds>(wait_).count());
  schedule(wait_);
}

void CatalogSync::schedule(Millis delay) {
  timer_ = time_.after(delay, guarded([this] {
                         timer_.reset();
                         sync_now();
                       }));
}

} // namespace engine
