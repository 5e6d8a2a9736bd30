#pragma once
// The ports of a Runner as a test holds them: every request is kept with its reply until the test answers it; the journal, the clock
// and the validator do what they are told. One thread, no I/O.
#include "engine/checkout/runner.h"
#include "tests/engine/checkout/desk.h"

#include <deque>

namespace engine::test {

class PlainWords final : public Words {
public:
  std::string_view text(Language, std::string_view id) const override { return id; }
};

class FakeJournal final : public JournalPort {
public:
  std::vector<JournalRow> rows;
  std::map<std::int64_t, PersonalData> personal;
  std::map<std::int64_t, WallTime> personal_at;
  bool broken = false;              ///< the disk fails
  bool personal_broken = false;     ///< only the personal table cannot be written
  bool personal_unreadable = false; ///< nor read
  std::function<void()> on_append;  ///< called before the rows are on disk, for a look of the test

  void append(std::span<const JournalRow> fresh) override {
    if (on_append) on_append();
    if (broken) throw JournalError("no space left on device");
    for (auto row : fresh) {
      row.seq = static_cast<std::int64_t>(rows.size()) + 1;
      rows.push_back(std::move(row));
    }
  }
  void read(const std::function<void(const JournalRow&)>& each) override {
    for (const auto& row : rows) each(row);
  }
  Head head() const override { return {static_cast<std::int64_t>(rows.size()), {}}; }
  struct Kept {
    std::int64_t seq;
    std::string format, state;
  };
  std::vector<Kept> checkpoints;
  void save_checkpoint(std::string_view format, std::string_view state) override {
    checkpoints.push_back({head().seq, std::string{format}, std::string{state}});
  }
  std::optional<Checkpoint> load_checkpoint(std::string_view format) override {
    if (checkpoints.empty() || checkpoints.back().format != format) return std::nullopt;
    return Checkpoint{checkpoints.back().seq, checkpoints.back().state};
  }
  void save_personal(std::int64_t sale, WallTime at, const PersonalData& data) override {
    if (broken || personal_broken) throw JournalError("no space left on device");
    personal[sale] = data;
    personal_at[sale] = at;
  }
  std::optional<PersonalData> find_personal(std::int64_t sale) override {
    if (personal_unreadable) throw JournalError("database disk image is malformed");
    const auto it = personal.find(sale);
    return it == personal.end() ? std::nullopt : std::optional{it->second};
  }
  void purge_personal(WallTime before, std::span<const std::int64_t> spared) override {
    purge(spared, [&](std::int64_t sale) { return personal_at[sale] < before; });
  }
  void purge_personal_to(std::int64_t last, std::span<const std::int64_t> spared) override {
    purge(spared, [&](std::int64_t sale) { return sale <= last; });
  }
  void purge(std::span<const std::int64_t> spared, const std::function<bool(std::int64_t)>& old) {
    if (broken) throw JournalError("no space left on device");
    std::erase_if(personal,
                  [&](const auto& one) { return old(one.first) && std::find(spared.begin(), spared.end(), one.first) == spared.end(); });
  }
  std::size_t count(std::string_view kind) const {
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](const auto& r) { return r.kind == kind; }));
  }
};

class FakeTime final : public TimePort {
public:
  Instant at{Millis{1'000'000}};
  WallTime clock{1'790'000'000'000};
  struct Timer {
    TimerId id;
    Instant due;
    std::function<void()> call;
  };
  std::vector<Timer> timers;
  TimerId last = 0;

  Instant now() const override { return at; }
  WallTime wall() const override { return clock; }
  TimerId after(Millis delay, std::function<void()> call) override {
    timers.push_back({++last, at + delay, std::move(call)});
    return last;
  }
  void cancel(TimerId id) override {
    std::erase_if(timers, [id](const auto& t) { return t.id == id; });
  }
  /// Lets the time pass, calling what comes due, in order.
  void pass(Millis time) {
    const auto end = at + time;
    for (;;) {
      const auto next = std::min_element(timers.begin(), timers.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
      if (next == timers.end() || next->due > end) break;
      const auto timer = *next;
      timers.erase(next);
      set(std::max(at, timer.due));
      timer.call();
    }
    set(end);
  }

private:
  void set(Instant to) {
    clock.unix_ms += (to - at).count();
    at = to;
  }
};

class FakeStore final : public StorePort {
public:
  StoreStatus now;
  std::function<void(const StoreStatus&)> watcher;
  struct Order {
    OrderRequest request;
    Reply<OrderCreated> reply;
  };
  struct Find {
    OrderFilter keep;
    Reply<std::vector<StoreOrder>> reply;
  };
  struct Card {
    std::string number, expiry;
    Reply<CardToken> reply;
  };
  struct Code {
    std::string token;
    Reply<CodeSent> reply;
  };
  struct Verify {
    std::string token, code;
    Reply<CardToken> reply;
  };
  struct Pay {
    std::string token, receipt;
    Reply<PaidReceipt> reply;
  };
  struct SignIn {
    std::string phone, password;
    Reply<Customer> reply;
  };
  std::deque<Order> orders;
  std::deque<Find> finds;
  std::deque<Reply<std::string>> receipts;
  std::deque<Card> cards;
  std::deque<Code> codes;
  std::deque<Verify> verifies;
  std::deque<Pay> pays;
  std::deque<Reply<Done>> clears;
  std::deque<std::pair<std::vector<ProductId>, Reply<FreshProducts>>> refreshes;
  std::deque<SignIn> sign_ins;
  int sign_outs = 0;

  FakeStore() {
    now.health = Health::ok;
    now.logged_in = now.orders_open = true;
  }
  const StoreStatus& status() const override { return now; }
  void on_status(std::function<void(const StoreStatus&)> w) override { watcher = std::move(w); }
  void create_order(Account, const OrderRequest& request, Reply<OrderCreated> reply) override {
    orders.push_back({request, std::move(reply)});
  }
  void find_orders(Account, OrderFilter keep, Reply<std::vector<StoreOrder>> reply) override {
    finds.push_back({std::move(keep), std::move(reply)});
  }
  bool receipts_throw = false;
  void create_receipt(Account, const std::string&, Money, Reply<std::string> reply) override {
    if (receipts_throw) throw std::runtime_error("too many open files");
    receipts.push_back(std::move(reply));
  }
  void create_card(CardSecret card, Reply<CardToken> reply) override {
    cards.push_back({std::string{card.number.reveal()}, std::string{card.expiry.reveal()}, std::move(reply)});
  }
  void request_code(const std::string& token, Reply<CodeSent> reply) override { codes.push_back({token, std::move(reply)}); }
  void verify_card(const std::string& token, SecretBuffer code, Reply<CardToken> reply) override {
    verifies.push_back({token, std::string{code.reveal()}, std::move(reply)});
  }
  void pay_receipt(Account, const std::string& token, const std::string& receipt, Reply<PaidReceipt> reply) override {
    pays.push_back({token, receipt, std::move(reply)});
  }
  void clear_cart(Reply<Done> reply) override { clears.push_back(std::move(reply)); }
  void refresh_products(const std::vector<ProductId>& ids, Reply<FreshProducts> reply) override {
    refreshes.emplace_back(ids, std::move(reply));
  }
  void sign_in(const std::string& phone, SecretBuffer password, Reply<Customer> reply) override {
    sign_ins.push_back({phone, std::string{password.reveal()}, std::move(reply)});
  }
  void sign_out() override { ++sign_outs; }
};

class FakePrinter final : public PrinterPort {
public:
  PrinterStatus now;
  struct Job {
    std::int64_t job;
    Slip slip;
    Reply<Done> reply;
  };
  std::deque<Job> jobs;
  bool torn = false;
  FakePrinter() {
    now.health = Health::ok;
    now.online = true;
  }
  const PrinterStatus& status() const override { return now; }
  void on_status(std::function<void(const PrinterStatus&)>) override {}
  void print(std::int64_t job, const Slip& slip, Reply<Done> reply) override { jobs.push_back({job, slip, std::move(reply)}); }
  void assume_torn() override { torn = true; }
};

class FakeCash final : public CashPort {
public:
  CashStatus now;
  std::function<void(const CashEvent&)> handler;
  std::vector<std::string> done; ///< enable, disable, stack, return, hold: in order
  FakeCash() {
    now.health = Health::ok;
    now.denominations = {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
  }
  const CashStatus& status() const override { return now; }
  void on_status(std::function<void(const CashStatus&)>) override {}
  void on_event(std::function<void(const CashEvent&)> h) override { handler = std::move(h); }
  void enable(const std::vector<std::int64_t>&) override { done.emplace_back("enable"); }
  void disable() override { done.emplace_back("disable"); }
  void stack() override { done.emplace_back("stack"); }
  void return_note() override { done.emplace_back("return"); }
  void hold() override { done.emplace_back("hold"); }
  std::size_t count(std::string_view what) const { return static_cast<std::size_t>(std::count(done.begin(), done.end(), what)); }
};

class FakeFiscal final : public FiscalPort {
public:
  FiscalStatus now;
  std::deque<Reply<FiscalCounters>> prepares;
  std::deque<Reply<FiscalResult>> sales, refunds, sale_searches, refund_searches;
  int copies = 0;
  FakeFiscal() {
    now.health = Health::ok;
    now.reachable = now.shift_open = now.shift_known = true;
  }
  const FiscalStatus& status() const override { return now; }
  void on_status(std::function<void(const FiscalStatus&)>) override {}
  void read_info(Reply<FiscalInfo>) override {}
  void read_shift(Reply<ZReport>) override {}
  void open_shift(Reply<Done>) override {}
  std::deque<Reply<ZReport>> closings;
  void close_shift(bool, Reply<ZReport> reply) override { closings.push_back(std::move(reply)); }
  void x_report(Reply<ZReport>) override {}
  void prepare(Reply<FiscalCounters> reply) override { prepares.push_back(std::move(reply)); }
  void register_sale(const FiscalSale&, const FiscalCounters&, Reply<FiscalResult> reply) override { sales.push_back(std::move(reply)); }
  void register_refund(const FiscalRefund&, const FiscalCounters&, Reply<FiscalResult> reply) override {
    refunds.push_back(std::move(reply));
  }
  void find_sale(const FiscalSale&, const FiscalCounters&, Reply<FiscalResult> reply) override {
    sale_searches.push_back(std::move(reply));
  }
  void find_refund(const FiscalRefund&, const FiscalCounters&, Reply<FiscalResult> reply) override {
    refund_searches.push_back(std::move(reply));
  }
  void print_copy(Reply<Done>) override { ++copies; }
};

inline SecretBuffer secret(std::string_view text) {
  SecretBuffer buffer(64);
  buffer.append(text);
  return buffer;
}
inline CardSecret card(std::string_view number, std::string_view expiry = "1228") { return {secret(number), secret(expiry)}; }

/// Takes the oldest request and answers it; a port answers once, never from inside the call that asked.
template <class Queue> auto take(Queue& queue) {
  EXPECT_FALSE(queue.empty()) << "nothing was asked";
  auto first = std::move(queue.front());
  queue.pop_front();
  return first;
}

/// A Runner between its fake ports. `post` runs at once: the test is the I/O thread.
class RunnerDesk {
public:
  FakeJournal journal;
  FakeStore store;
  FakeTime time;
  FakePrinter printer;
  FakeCash cash;
  FakeFiscal fiscal;
  PlainWords words;
  std::unique_ptr<Runner> runner;
  std::int64_t checkpoint_rows;
  std::deque<std::pair<std::string, std::function<void(std::optional<std::pair<std::string, std::string>>)>>> pins;

  explicit RunnerDesk(std::int64_t rows_for_a_checkpoint = Policy{}.checkpoint_rows) : checkpoint_rows{rows_for_a_checkpoint} { boot(); }

  void boot() {
    RunnerSettings settings;
    settings.policy.kiosk_id = "nukus-01";
    settings.policy.shop_configured = true;
    settings.policy.staff_offered = true;
    settings.policy.hash_salt = "salt";
    settings.policy.checkpoint_rows = checkpoint_rows;
    settings.policy.location = GeoPoint{42'460'000, 59'610'000};
    settings.policy.districts = {{"Orayı", {42'660'000, 59'616'600}}};
    settings.shop.company = "GLOBUS NUKUS MCHJ";
    settings.post = [](std::function<void()> call) { call(); };
    settings.verify_pin = [this](SecretBuffer pin, auto reply) { pins.emplace_back(std::string{pin.reveal()}, std::move(reply)); };
    runner = std::make_unique<Runner>(RunnerPorts{journal, store, time, words, &fiscal, &printer, &cash, nullptr}, std::move(settings));
    runner->start();
    event::CatalogChanged goods;
    goods.size = 10;
    runner->handle(goods);
  }

  template <class S> const S* at() const { return std::get_if<S>(&runner->state().stage); }

  void to_payment(const Product& goods) {
    runner->send(intent::Start{});
    runner->handle(event::Asked{intent::AddProduct{goods.id}, goods, {}}); // the catalogue's part: what the runner looks up
    runner->send(intent::Checkout{});
    runner->send(intent::ChooseDelivery{DeliveryType::pickup, {}});
    runner->send(intent::DeliveryNext{});
    runner->send(intent::SubmitReceiver{"Gúlnaz", "Ótegenova", "998612224567", ""});
    EXPECT_TRUE(at<stage::Payment>());
  }
  void prices_stand(const Product& goods) { take(store.refreshes).second(StorePort::FreshProducts{{goods}, {}}); }
  void ordered(Method method, const Product& goods) {
    to_payment(goods);
    runner->send(intent::ChooseMethod{method});
    prices_stand(goods);
    take(store.orders).reply(OrderCreated{std::to_string(76 + runner->state().ledger.last_sale), "№0000123"}); // the first one's: 77
  }
  void to_code(std::string_view number = "8600123412341234") {
    runner->send_card(card(number));
    if (!store.receipts.empty()) take(store.receipts)(std::string{"inv-1"});
    take(store.cards).reply(CardToken{"token-1", "1234"});
    take(store.codes).reply(CodeSent{"99890*****31", Millis{60'000}});
    EXPECT_TRUE(at<stage::CodeEntry>());
  }
};

} // namespace engine::test
