// The whole kiosk without its screens, on the bench: real sockets, real pseudo-terminals, real SQLite. A customer is a list of
// intents; what happened is read from the simulators' truth.
#include "devices/simulators/bench/bench.h"
#include "kiosk/program/machine_room.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/serialize.hpp>
#include <future>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace engine;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// English is the message id.
class PlainWords final : public Words {
public:
  std::string_view text(Language, std::string_view msgid) const override { return msgid; }
  std::string_view plural(Language, std::string_view one, std::string_view many, std::int64_t n) const override {
    return n == 1 ? one : many;
  }
};

class OnTheBench : public ::testing::Test {
protected:
  fs::path folder;
  boost::asio::io_context bench_loop{1};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guard;
  std::unique_ptr<devices::sim::Bench> bench;
  std::thread bench_thread;
  PlainWords words;
  std::unique_ptr<kiosk::MachineRoom> room;

  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "kiosk-e2e.XXXXXX";
    folder = mkdtemp(pattern.data());
    devices::sim::BenchOptions options;
    options.folder = folder / "bench";
    options.demo_catalog = DEMO_CATALOG;
    guard.emplace(bench_loop.get_executor());
    bench = std::make_unique<devices::sim::Bench>(bench_loop.get_executor(), options);
    bench_thread = std::thread{[this] { bench_loop.run(); }};
    start_kiosk();
  }

  void TearDown() override {
    room.reset();
    boost::asio::post(bench_loop, [this] { bench.reset(); });
    guard.reset();
    bench_loop.stop();
    bench_thread.join();
    bench.reset();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }

  void start_kiosk() {
    const auto config = load_config(bench->config());
    ASSERT_TRUE(config) << (config ? "" : config.error().front());
    room = std::make_unique<kiosk::MachineRoom>(*config, folder / "state", words);
    room->start();
    ASSERT_TRUE(until([](const View& v) {
      return v.devices.store.can_order() && v.devices.printer.can_print() && v.devices.fiscal.can_register() &&
             v.devices.cash.can_accept() && v.devices.catalog_size > 300;
    })) << "the machines do not come up: "
        << trouble();
  }

  std::string trouble() const {
    const auto& d = room->gate().view()->devices;
    return "store " + d.store.detail + ", printer " + d.printer.detail + ", fiscal " + d.fiscal.detail + ", cash " + d.cash.detail +
           ", catalogue " + std::to_string(d.catalog_size);
  }

  bool until(const std::function<bool(const View&)>& there, std::chrono::seconds limit = 20s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
      if (there(*room->gate().view())) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }
  bool stage(StageKind kind, std::chrono::seconds limit = 20s) {
    return until([&](const View& v) { return v.stage == kind; }, limit);
  }
  boost::json::object tell(boost::json::object request) {
    std::promise<boost::json::object> answer;
    boost::asio::post(bench_loop, [&] { answer.set_value(bench->command(request)); });
    return answer.get_future().get();
  }
  boost::json::object truth() {
    std::promise<boost::json::object> answer;
    boost::asio::post(bench_loop, [&] { answer.set_value(bench->truth()); });
    return answer.get_future().get();
  }
  void send(Intent intent) { room->gate().send(std::move(intent)); }

  /// A product that anybody may buy by any method.
  const Product* plain_product(std::size_t skip = 0) {
    const auto catalog = room->gate().catalog();
    for (const auto id : catalog->in_category(0)) {
      const auto* p = catalog->find(id);
      if (!p || !p->registrable() || p->weighed() || p->marked() || p->min_age() || p->sold_out() ||
          (p->stock && *p->stock < Quantity::pieces(5)))
        continue;
      if (skip-- == 0) return p;
    }
    return nullptr;
  }

  void shop_to_payment() {
    send(intent::Start{});
    const auto* p = plain_product();
    ASSERT_TRUE(p);
    send(intent::AddProduct{p->id});
    send(intent::Checkout{});
    send(intent::ChooseDelivery{DeliveryType::pickup, {}});
    send(intent::DeliveryNext{});
    send(intent::SubmitReceiver{"Gúlnaz", "Ótegenova", "998612224567", ""});
    ASSERT_TRUE(stage(StageKind::payment)) << static_cast<int>(room->gate().view()->stage);
  }
  void type_card(std::string_view number = "8600069195406311") {
    CardSecret card{SecretBuffer{16}, SecretBuffer{4}};
    card.number.append(number);
    card.expiry.append("0399");
    room->gate().send_card(std::move(card));
  }
  void type_code(std::string_view code = "666666") {
    SecretBuffer secret{8};
    secret.append(code);
    room->gate().send_secret(intent::SubmitCode{}, std::move(secret));
  }
  void pay_card() {
    send(intent::ChooseMethod{Method::card});
    ASSERT_TRUE(stage(StageKind::card));
    type_card();
    ASSERT_TRUE(stage(StageKind::sms));
    type_code();
  }
  void insert(std::int64_t denomination) {
    ASSERT_TRUE(until([](const View& v) { return v.devices.cash.accepting && v.devices.cash.settled; }));
    const auto answer = tell({{"device", "cash"}, {"do", "insert"}, {"denomination", denomination}});
    ASSERT_TRUE(answer.at("ok").as_bool()) << boost::json::serialize(answer);
  }
  /// Notes until nothing is left, the largest that fits first; the last may overpay.
  void pay_cash() {
    send(intent::ChooseMethod{Method::cash});
    ASSERT_TRUE(stage(StageKind::cash));
    for (int i = 0; i < 60; ++i) {
      const auto v = room->gate().view();
      if (v->stage != StageKind::cash) return;
      const auto left = v->cash.left.in_som();
      std::int64_t note = 1000;
      for (const std::int64_t d : {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000})
        if (d <= left) note = d;
      const auto before = v->cash.inserted;
      insert(note);
      ASSERT_TRUE(until([&](const View& now) { return now.stage != StageKind::cash || now.cash.inserted > before || now.cash.overpay; }));
      if (room->gate().view()->cash.overpay) send(intent::AcceptOverpay{});
    }
  }
};

TEST_F(OnTheBench, ByCard) {
  shop_to_payment();
  pay_card();
  ASSERT_TRUE(stage(StageKind::done, 70s)) << static_cast<int>(room->gate().view()->stage);
  const auto v = room->gate().view();
  EXPECT_FALSE(v->order_number.empty());
  EXPECT_EQ(v->done.fiscal, FiscalState::store_ready);
  EXPECT_EQ(v->done.print, PrintState::printed);
  EXPECT_FALSE(v->done.qr_url.empty());
  const auto t = truth();
  EXPECT_EQ(t.at("store").at("orders").as_array().size(), 1u) << boost::json::serialize(t);
  EXPECT_EQ(t.at("store").at("payments").as_array().size(), 1u);
  EXPECT_TRUE(t.at("fiscal").at("receipts").as_array().empty());
  EXPECT_EQ(t.at("printer").at("papers").as_array().size(), 1u);
}

TEST_F(OnTheBench, ByCash) {
  shop_to_payment();
  pay_cash();
  ASSERT_TRUE(stage(StageKind::done, 70s)) << static_cast<int>(room->gate().view()->stage);
  const auto v = room->gate().view();
  EXPECT_EQ(v->done.fiscal, FiscalState::registered);
  EXPECT_EQ(v->done.print, PrintState::printed);
  const auto t = truth();
  EXPECT_EQ(t.at("store").at("orders").as_array().size(), 1u);
  ASSERT_EQ(t.at("fiscal").at("receipts").as_array().size(), 1u) << boost::json::serialize(t.at("fiscal"));
  EXPECT_EQ(t.at("fiscal").at("receipts").at(0).at("received_cash").to_number<std::int64_t>(), v->done.paid.in_tiyin());
}

TEST_F(OnTheBench, Later) {
  shop_to_payment();
  send(intent::ChooseMethod{Method::later});
  ASSERT_TRUE(stage(StageKind::done));
  const auto t = truth();
  EXPECT_EQ(t.at("store").at("orders").as_array().size(), 1u);
  EXPECT_TRUE(t.at("fiscal").at("receipts").as_array().empty());
  EXPECT_EQ(t.at("printer").at("papers").as_array().size(), 1u);
}

} // namespace
