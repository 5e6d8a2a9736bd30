#pragma once
// The ports as the runner sees them: each call goes on to the real session, with a point before and after it
// at which the power may go, and with the wire pumped as the drivers do. JournalGuard also shows the world
// every row that was written. Threading: one thread. Ownership: sessions, wires and cuts outlive them.
#include "devices/cash/ccnet_session.h"
#include "devices/fiscal/fiscal_session.h"
#include "devices/printer/printer_session.h"
#include "devices/scanner/scanner_session.h"
#include "engine/ports/journal.h"
#include "engine/store/store_session.h"
#include "tests/simulation/cuts.h"
#include "tests/simulation/wire.h"

namespace simulation {

class JournalGuard final : public engine::JournalPort {
public:
  /// Whether a purge takes what was kept of this sale at that time.
  using IsOld = std::function<bool(std::int64_t sale, engine::WallTime kept_at)>;
  JournalGuard(engine::JournalPort& journal, Cuts& cuts, std::function<void(std::span<const engine::JournalRow>)> written,
               std::function<void(const engine::JournalRow&)> found, std::function<void(std::int64_t)> ended,
               std::function<void(engine::JournalPort&, const IsOld&)> purged, std::function<void(std::int64_t, engine::WallTime)> kept)
      : journal_{journal},
        cuts_{cuts},
        written_{std::move(written)},
        found_{std::move(found)},
        ended_{std::move(ended)},
        purged_{std::move(purged)},
        kept_{std::move(kept)} {}
  void append(std::span<const engine::JournalRow> rows) override {
    cuts_.point("before the journal");
    try {
      journal_.append(rows);
    } catch (const engine::JournalError&) {
      if (cuts_.fired()) throw PowerCut{}; // inside a write
      throw;
    }
    written_(rows);
    cuts_.point("after the journal");
  }
  /// At the start of a process: rows whose append failed may nevertheless be on disk.
  void read(const std::function<void(const engine::JournalRow&)>& each) override {
    std::int64_t last = 0;
    journal_.read([&](const engine::JournalRow& row) {
      last = row.seq;
      found_(row);
      each(row);
    });
    ended_(last);
  }
  void read_behind(std::int64_t after, const std::function<void(const engine::JournalRow&)>& each) override {
    std::int64_t last = after;
    journal_.read_behind(after, [&](const engine::JournalRow& row) {
      last = row.seq;
      found_(row);
      each(row);
    });
    ended_(last);
  }
  [[nodiscard]] Head head() const override { return journal_.head(); }
  void save_checkpoint(std::string_view format, std::string_view state) override {
    cuts_.point("before a checkpoint");
    journal_.save_checkpoint(format, state);
    cuts_.point("after a checkpoint");
  }
  [[nodiscard]] std::optional<Checkpoint> load_checkpoint(std::string_view format) override { return journal_.load_checkpoint(format); }
  void save_personal(std::int64_t sale, engine::WallTime at, const engine::PersonalData& data) override {
    cuts_.point("before personal data");
    journal_.save_personal(sale, at, data);
    kept_(sale, at);
    cuts_.point("after personal data");
  }
  [[nodiscard]] std::optional<engine::PersonalData> find_personal(std::int64_t sale) override { return journal_.find_personal(sale); }
  void purge_personal(engine::WallTime before, std::span<const std::int64_t> spared) override {
    cuts_.point("before the purge");
    journal_.purge_personal(before, spared);
    purged_(journal_, [before](std::int64_t, engine::WallTime kept_at) { return kept_at < before; });
    cuts_.point("after the purge");
  }
  void purge_personal_to(std::int64_t sale, std::span<const std::int64_t> spared) override {
    cuts_.point("before the purge");
    journal_.purge_personal_to(sale, spared);
    purged_(journal_, [sale](std::int64_t one, engine::WallTime) { return one <= sale; });
    cuts_.point("after the purge");
  }

private:
  engine::JournalPort& journal_;
  Cuts& cuts_;
  std::function<void(std::span<const engine::JournalRow>)> written_;
  std::function<void(const engine::JournalRow&)> found_;
  std::function<void(std::int64_t)> ended_;
  std::function<void(engine::JournalPort&, const IsOld&)> purged_;
  std::function<void(std::int64_t, engine::WallTime)> kept_;
};

/// Between two points: the call of an effect.
class Passage {
public:
  Passage(Cuts& cuts, const char* before, const char* after) : cuts_{cuts}, after_{after} { cuts.point(before); }
  void done() { cuts_.point(after_); }

private:
  Cuts& cuts_;
  const char* after_;
};

class StoreGuard final : public engine::StorePort {
public:
  StoreGuard(engine::store::StoreSession& session, Cuts& cuts) : s_{session}, cuts_{cuts} {}
  [[nodiscard]] const engine::StoreStatus& status() const override { return s_.status(); }
  void on_status(std::function<void(const engine::StoreStatus&)> watcher) override { s_.on_status(std::move(watcher)); }
  void create_order(engine::Account account, const engine::OrderRequest& request, engine::Reply<engine::OrderCreated> reply) override {
    pass([&] { s_.create_order(account, request, std::move(reply)); });
  }
  void find_orders(engine::Account account, engine::OrderFilter keep, engine::Reply<std::vector<engine::StoreOrder>> reply) override {
    pass([&] { s_.find_orders(account, std::move(keep), std::move(reply)); });
  }
  void create_receipt(engine::Account account, const std::string& order, engine::Money amount, engine::Reply<std::string> reply) override {
    pass([&] { s_.create_receipt(account, order, amount, std::move(reply)); });
  }
  void create_card(engine::CardSecret card, engine::Reply<engine::CardToken> reply) override {
    pass([&] { s_.create_card(std::move(card), std::move(reply)); });
  }
  void request_code(const std::string& token, engine::Reply<engine::CodeSent> reply) override {
    pass([&] { s_.request_code(token, std::move(reply)); });
  }
  void verify_card(const std::string& token, engine::SecretBuffer code, engine::Reply<engine::CardToken> reply) override {
    pass([&] { s_.verify_card(token, std::move(code), std::move(reply)); });
  }
  void pay_receipt(engine::Account account, const std::string& token, const std::string& receipt,
                   engine::Reply<engine::PaidReceipt> reply) override {
    pass([&] { s_.pay_receipt(account, token, receipt, std::move(reply)); });
  }
  void clear_cart(engine::Reply<engine::Done> reply) override {
    pass([&] { s_.clear_cart(std::move(reply)); });
  }
  void refresh_products(const std::vector<engine::ProductId>& ids, engine::Reply<FreshProducts> reply) override {
    pass([&] { s_.refresh_products(ids, std::move(reply)); });
  }
  void sign_in(const std::string& phone, engine::SecretBuffer password, engine::Reply<engine::Customer> reply) override {
    pass([&] { s_.sign_in(phone, std::move(password), std::move(reply)); });
  }
  void sign_out() override {
    pass([&] { s_.sign_out(); });
  }

private:
  template <class Call> void pass(Call call) {
    Passage passage{cuts_, "before a call of the store", "after a call of the store"};
    call();
    passage.done();
  }
  engine::store::StoreSession& s_;
  Cuts& cuts_;
};

class FiscalGuard final : public engine::FiscalPort {
public:
  FiscalGuard(devices::fiscal::FiscalSession& session, Wire& wire, Cuts& cuts) : s_{session}, wire_{wire}, cuts_{cuts} {}
  [[nodiscard]] const engine::FiscalStatus& status() const override { return s_.status(); }
  void on_status(std::function<void(const engine::FiscalStatus&)> watcher) override { s_.on_status(std::move(watcher)); }
  void read_info(engine::Reply<engine::FiscalInfo> reply) override {
    pass([&] { s_.read_info(std::move(reply)); });
  }
  void read_shift(engine::Reply<engine::ZReport> reply) override {
    pass([&] { s_.read_shift(std::move(reply)); });
  }
  void open_shift(engine::Reply<engine::Done> reply) override {
    pass([&] { s_.open_shift(std::move(reply)); });
  }
  void close_shift(bool print, engine::Reply<engine::ZReport> reply) override {
    pass([&] { s_.close_shift(print, std::move(reply)); });
  }
  void x_report(engine::Reply<engine::ZReport> reply) override {
    pass([&] { s_.x_report(std::move(reply)); });
  }
  void prepare(engine::Reply<engine::FiscalCounters> reply) override {
    pass([&] { s_.prepare(std::move(reply)); });
  }
  void register_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before,
                     engine::Reply<engine::FiscalResult> reply) override {
    pass([&] { s_.register_sale(sale, before, std::move(reply)); });
  }
  void register_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                       engine::Reply<engine::FiscalResult> reply) override {
    pass([&] { s_.register_refund(refund, before, std::move(reply)); });
  }
  void find_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before, engine::Reply<engine::FiscalResult> reply) override {
    pass([&] { s_.find_sale(sale, before, std::move(reply)); });
  }
  void find_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                   engine::Reply<engine::FiscalResult> reply) override {
    pass([&] { s_.find_refund(refund, before, std::move(reply)); });
  }
  void print_copy(engine::Reply<engine::Done> reply) override {
    pass([&] { s_.print_copy(std::move(reply)); });
  }

private:
  template <class Call> void pass(Call call) {
    Passage passage{cuts_, "before a call of the module", "after a call of the module"};
    call();
    wire_.pump();
    passage.done();
  }
  devices::fiscal::FiscalSession& s_;
  Wire& wire_;
  Cuts& cuts_;
};

class PrinterGuard final : public engine::PrinterPort {
public:
  PrinterGuard(devices::printer::PrinterSession& session, Wire& wire, Cuts& cuts) : s_{session}, wire_{wire}, cuts_{cuts} {}
  [[nodiscard]] const engine::PrinterStatus& status() const override { return s_.status(); }
  void on_status(std::function<void(const engine::PrinterStatus&)> watcher) override { s_.on_status(std::move(watcher)); }
  void print(std::int64_t job, const engine::Slip& slip, engine::Reply<engine::Done> reply) override {
    Passage passage{cuts_, "before a slip", "after a slip"};
    s_.print(job, slip, std::move(reply));
    wire_.pump();
    passage.done();
  }
  void assume_torn() override { s_.assume_torn(); }

private:
  devices::printer::PrinterSession& s_;
  Wire& wire_;
  Cuts& cuts_;
};

class CashGuard final : public engine::CashPort {
public:
  using Notes = std::vector<std::int64_t>;
  CashGuard(devices::ccnet::CcnetSession& session, Wire& wire, Cuts& cuts, std::function<void(const Notes&)> asked)
      : s_{session}, wire_{wire}, cuts_{cuts}, asked_{std::move(asked)} {}
  [[nodiscard]] const engine::CashStatus& status() const override { return s_.status(); }
  void on_status(std::function<void(const engine::CashStatus&)> watcher) override { s_.on_status(std::move(watcher)); }
  void on_event(std::function<void(const engine::CashEvent&)> handler) override { s_.on_event(std::move(handler)); }
  void enable(const Notes& denominations) override {
    asked_(denominations);
    pass([&] { s_.enable(denominations); });
  }
  void disable() override {
    pass([&] { s_.disable(); });
  }
  void stack() override {
    pass([&] { s_.stack(); });
  }
  void return_note() override {
    pass([&] { s_.return_note(); });
  }
  void hold() override {
    pass([&] { s_.hold(); });
  }

private:
  template <class Call> void pass(Call call) {
    Passage passage{cuts_, "before a command of the validator", "after a command of the validator"};
    call();
    wire_.pump();
    passage.done();
  }
  devices::ccnet::CcnetSession& s_;
  Wire& wire_;
  Cuts& cuts_;
  std::function<void(const Notes&)> asked_;
};

} // namespace simulation
