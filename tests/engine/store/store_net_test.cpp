// The client on real sockets against the simulated store, plain and with TLS.
#include "devices/simulators/store/store_simulator.h"
#include "engine/store/store_net.h"
#include "engine/store/web_address.h"
#include "tests/engine/store/demo_store.h"
#include "tests/engine/store/scripted_carrier.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace engine::store {
namespace {

using std::chrono_literals::operator""s;

class Folder {
public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "store-net-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

struct World {
  explicit World(devices::sim::StoreSimulatorOptions options = {}) {
    options.catalog_json = demo_store;
    store.emplace(loop.get_executor(), options);
  }
  ~World() {
    client.reset();
    store.reset();
    loop.restart();
    loop.run_for(std::chrono::milliseconds{50});
  }
  void connect(Millis deadline = Millis{5000}, std::string ca_file = {}, std::string host = "127.0.0.1") {
    StoreClient::Options options;
    const auto at = [&](std::string url) { return url.replace(url.find("127.0.0.1"), 9, host); };
    options.settings.api_url = at(store->api_url());
    options.settings.orders_url = at(store->orders_url());
    options.settings.phone = "998991234567";
    options.settings.deadline = deadline;
    options.ca_file = std::move(ca_file);
    client.emplace(loop.get_executor(), options, secret("kiosk-pass"));
    client->start();
  }
  template <class Ready> bool until(Ready ready, std::chrono::milliseconds limit = 20s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    loop.restart();
    while (!ready() && std::chrono::steady_clock::now() < end) loop.run_one_for(std::chrono::milliseconds{20}), loop.restart();
    return ready();
  }
  bool ready() {
    return until([&] { return client->session().status().can_order(); });
  }
  template <class T, class Start> Caught<T> ask(Start start) {
    Caught<T> caught;
    start(caught.reply());
    EXPECT_TRUE(until([&] { return caught.calls > 0; }));
    return caught;
  }
  boost::json::object tell(const char* command) {
    auto answer = store->command(boost::json::parse(command).as_object());
    EXPECT_EQ(answer.at("ok"), true) << command;
    return answer;
  }
  StoreSession& session() { return client->session(); }

  boost::asio::io_context loop{1};
  std::optional<devices::sim::StoreSimulator> store;
  std::optional<StoreClient> client;
};

OrderRequest one_paper(PaymentType payment = PaymentType::card) {
  OrderRequest request;
  request.amount = Money::som(42000);
  request.payment = payment;
  request.receiver = {"Aygul", "N", "998901112233", "[nukus-01-000123]", std::nullopt};
  request.items = {{8, Money::som(42000), Quantity::pieces(1)}};
  return request;
}

Caught<OrderCreated> order(World& world, const OrderRequest& request) {
  return world.ask<OrderCreated>([&](auto reply) { world.session().create_order(Account::kiosk, request, reply); });
}

/// create_receipt, create_card, code, verify; gives the receipt and the card's token.
std::pair<std::string, std::string> prepare_payment(World& world, const std::string& order_id) {
  auto receipt =
      world.ask<std::string>([&](auto reply) { world.session().create_receipt(Account::kiosk, order_id, Money::som(42000), reply); });
  auto card = world.ask<CardToken>([&](auto reply) { world.session().create_card({secret("8600069195406311"), secret("0399")}, reply); });
  EXPECT_TRUE(receipt.done()) << receipt.text();
  if (!card.done() || !receipt.done()) return {};
  world.ask<CodeSent>([&](auto reply) { world.session().request_code(card.value().token, reply); });
  auto verified = world.ask<CardToken>([&](auto reply) { world.session().verify_card(card.value().token, secret("666666"), reply); });
  EXPECT_TRUE(verified.done()) << verified.text();
  return {receipt.value(), verified.value().token};
}

TEST(StoreNet, a_whole_purchase_by_card) {
  World world;
  world.connect();
  ASSERT_TRUE(world.ready()) << world.session().status().detail;
  const auto created = order(world, one_paper());
  ASSERT_TRUE(created.done()) << created.text();
  const auto [receipt, token] = prepare_payment(world, created.value().order_id);
  auto wrong = world.ask<CodeSent>([&, t = token](auto reply) { world.session().request_code(t, reply); });
  auto refused = world.ask<CardToken>([&, t = token](auto reply) { world.session().verify_card(t, secret("111111"), reply); });
  EXPECT_EQ(refused.refused(), RefusalClass::wrong_code);
  const auto paid =
      world.ask<PaidReceipt>([&, t = token, r = receipt](auto reply) { world.session().pay_receipt(Account::kiosk, t, r, reply); });
  ASSERT_TRUE(paid.done()) << paid.text();
  world.tell(R"({"do":"payment_delay","s":0})");
  const auto found = world.ask<std::vector<StoreOrder>>([&](auto reply) {
    world.session().find_orders(
        Account::kiosk, [](const StoreOrder& o) { return o.receiver.address.ends_with("[nukus-01-000123]"); }, reply);
  });
  ASSERT_TRUE(found.done()) << found.text();
  ASSERT_EQ(found.value().size(), 1u);
  ASSERT_EQ(found.value()[0].online_payments.size(), 1u);
  EXPECT_TRUE(found.value()[0].online_payments[0].qr_code_url.starts_with("https://ofd.soliq.uz/epi?t="));
  const auto cleared = world.ask<Done>([&](auto reply) { world.session().clear_cart(reply); });
  EXPECT_TRUE(cleared.done()) << cleared.text();
  const auto truth = world.store->truth();
  EXPECT_EQ(truth.at("payments").as_array().size(), 1u);
  EXPECT_EQ(truth.at("counts").at("carts_cleared"), 1);
  const auto again =
      world.ask<PaidReceipt>([&, t = token, r = receipt](auto reply) { world.session().pay_receipt(Account::kiosk, t, r, reply); });
  EXPECT_TRUE(again.unknown()) << "already paid is no refusal";
}

TEST(StoreNet, R10_a_lost_order_answer_is_found_by_its_mark) {
  World world;
  world.connect(Millis{400});
  ASSERT_TRUE(world.ready());
  world.tell(R"({"do":"no_answer_create"})");
  const auto lost = order(world, one_paper());
  ASSERT_TRUE(lost.unknown()) << lost.text();
  ASSERT_TRUE(world.ready());
  const auto found = world.ask<std::vector<StoreOrder>>([&](auto reply) {
    world.session().find_orders(
        Account::kiosk, [](const StoreOrder& o) { return o.receiver.address.ends_with("[nukus-01-000123]"); }, reply);
  });
  ASSERT_TRUE(found.done()) << found.text();
  EXPECT_EQ(found.value().size(), 1u);
  EXPECT_EQ(world.store->truth().at("orders").as_array().size(), 1u);
}

TEST(StoreNet, R10_a_lost_order_that_cannot_be_read_is_not_taken_for_missing) {
  World world;
  world.connect(Millis{400});
  ASSERT_TRUE(world.ready());
  world.tell(R"({"do":"no_answer_create"})");
  world.tell(R"({"do":"unreadable_order"})");
  ASSERT_TRUE(order(world, one_paper()).unknown());
  ASSERT_TRUE(world.ready());
  const OrderFilter ours{[](const StoreOrder& o) { return o.receiver.address.ends_with("[nukus-01-000123]"); },
                         [](const StoreOrder&, std::string_view text) { return text.find("[nukus-01-000123]") != std::string_view::npos; }};
  const auto found = world.ask<std::vector<StoreOrder>>([&](auto reply) { world.session().find_orders(Account::kiosk, ours, reply); });
  ASSERT_TRUE(found.done()) << found.text();
  ASSERT_EQ(found.value().size(), 1u);
  EXPECT_EQ(found.value()[0].unread, "amount is not a sum in so'm");
  EXPECT_EQ(found.value()[0].order_number, world.store->truth().at("orders").at(0).at("order_number").as_string());
}

TEST(StoreNet, R10_an_order_whose_number_is_none_is_found_and_told_to_the_staff) {
  World world;
  world.connect(Millis{2000});
  ASSERT_TRUE(world.ready());
  world.tell(R"({"do":"order_number","text":"7","times":200000})");
  ASSERT_TRUE(order(world, one_paper()).unknown()) << "the order is there: neither done with such a number, nor refused";
  ASSERT_TRUE(world.ready());
  const OrderFilter ours{[](const StoreOrder& o) { return o.receiver.address.ends_with("[nukus-01-000123]"); },
                         [](const StoreOrder&, std::string_view text) { return text.find("[nukus-01-000123]") != std::string_view::npos; }};
  const auto found = world.ask<std::vector<StoreOrder>>([&](auto reply) { world.session().find_orders(Account::kiosk, ours, reply); });
  ASSERT_TRUE(found.done()) << found.text();
  ASSERT_EQ(found.value().size(), 1u);
  EXPECT_EQ(found.value()[0].unread, "number of an order is none: 200000 bytes");
  EXPECT_EQ(found.value()[0].order_number, std::string(61, '7') + "…");
}

TEST(StoreNet, one_bad_name_leaves_the_catalogue_standing) {
  World world;
  world.connect();
  ASSERT_TRUE(world.ready());
  const auto page = [&] { return world.ask<ProductPage>([&](auto reply) { world.session().fetch_products_page(0, 100, reply); }); };
  const auto before = page();
  ASSERT_TRUE(before.done());
  world.tell(R"({"do":"says","product":9,"field":"name","json":"\"\\ud800x\""})");
  world.tell(R"({"do":"says","product":8,"field":"price","json":"NaN"})");
  const auto after = page();
  ASSERT_TRUE(after.done()) << after.text();
  EXPECT_EQ(after.value().received, before.value().received);
  EXPECT_EQ(after.value().products.size() + 1, before.value().products.size());
  EXPECT_GT(after.value().bytes, 100u);
  const auto& products = after.value().products;
  EXPECT_NE(std::find_if(products.begin(), products.end(), [](const auto& p) { return p.id == 9 && p.name == "\uFFFDx"; }), products.end());
}

TEST(StoreNet, R14_a_lost_payment_answer_is_unknown_and_paid_once) {
  World world;
  world.connect();
  ASSERT_TRUE(world.ready());
  const auto created = order(world, one_paper());
  ASSERT_TRUE(created.done());
  const auto [receipt, token] = prepare_payment(world, created.value().order_id);
  world.tell(R"({"do":"no_answer_pay"})");
  const auto paid =
      world.ask<PaidReceipt>([&, t = token, r = receipt](auto reply) { world.session().pay_receipt(Account::kiosk, t, r, reply); });
  EXPECT_TRUE(paid.unknown()) << paid.text();
  const auto truth = world.store->truth();
  EXPECT_EQ(truth.at("receipts").as_array()[0].at("pay_attempts"), 1);
}

TEST(StoreNet, expired_tokens_are_refreshed_in_every_shape) {
  World world;
  world.connect();
  ASSERT_TRUE(world.ready());
  for (const auto* shape :
       {R"({"do":"refresh_shape","shape":1})", R"({"do":"refresh_shape","shape":2})", R"({"do":"refresh_shape","shape":3})"}) {
    world.tell(shape);
    world.tell(R"({"do":"expire_tokens"})");
    const auto cleared = world.ask<Done>([&](auto reply) { world.session().clear_cart(reply); });
    EXPECT_TRUE(cleared.done()) << shape << cleared.text();
  }
  world.tell(R"({"do":"expire_tokens","refresh":true})"); // now only the password helps
  EXPECT_TRUE(world.ask<Done>([&](auto reply) { world.session().clear_cart(reply); }).done());
  const auto counts = world.store->truth().at("counts");
  EXPECT_EQ(counts.at("refreshes"), 3);
  EXPECT_EQ(counts.at("log_ins"), 2);
  world.tell(R"({"do":"expire_tokens"})");
  world.tell(R"({"do":"drop_socket"})"); // the next handshake is refused with 401
  ASSERT_TRUE(world.until([&] { return !world.session().status().can_order(); }));
  EXPECT_TRUE(world.ready());
}

TEST(StoreNet, the_store_goes_down_and_comes_back) {
  World world;
  world.connect();
  ASSERT_TRUE(world.ready());
  world.tell(R"({"do":"down"})");
  ASSERT_TRUE(world.until([&] { return !world.session().status().can_order(); }));
  EXPECT_EQ(order(world, one_paper()).refused(), RefusalClass::unavailable);
  const auto refused =
      world.ask<std::string>([&](auto reply) { world.session().create_receipt(Account::kiosk, "1", Money::som(1), reply); });
  EXPECT_EQ(refused.refused(), RefusalClass::unavailable) << "a refused connection is certainly not sent: " << refused.text();
  EXPECT_EQ(world.session().status().health, Health::failed);
  world.tell(R"({"do":"up"})");
  EXPECT_TRUE(world.ready());
}

TEST(StoreNet, every_answer_has_a_deadline_and_a_shape) {
  World world;
  world.connect(Millis{300});
  ASSERT_TRUE(world.ready());
  world.tell(R"({"do":"slow","ms":5000})");
  const auto late = world.ask<std::string>([&](auto reply) { world.session().create_receipt(Account::kiosk, "1", Money::som(1), reply); });
  EXPECT_TRUE(late.unknown()) << late.text();
  world.tell(R"({"do":"slow","ms":0})");
  world.tell(R"({"do":"garbage"})");
  EXPECT_TRUE(world.ask<DeliveryTerms>([&](auto reply) { world.session().fetch_delivery(reply); }).unknown());
  world.tell(R"({"do":"errors_500"})");
  EXPECT_EQ(world.ask<DeliveryTerms>([&](auto reply) { world.session().fetch_delivery(reply); }).refused(), RefusalClass::service);
  EXPECT_TRUE(world.ask<DeliveryTerms>([&](auto reply) { world.session().fetch_delivery(reply); }).done());
}

TEST(StoreNet, the_catalogue_and_its_pictures) {
  Folder pictures;
  std::ofstream(pictures.path() / "8.png") << "PNG bytes";
  std::ofstream(pictures.path() / "huge.png") << std::string(5 * 1024 * 1024, 'x');
  devices::sim::StoreSimulatorOptions options;
  options.pictures = pictures.path();
  World world(options);
  world.connect();
  const auto page = world.ask<ProductPage>([&](auto reply) { world.session().fetch_products_page(0, 20, reply); });
  ASSERT_TRUE(page.done()) << page.text();
  ASSERT_EQ(page.value().products.size(), 3u);
  EXPECT_EQ(page.value().products[1].effective_price(), Money::tiyin(1800050));
  EXPECT_EQ(page.value().products[1].stock, Quantity::thousandths(12500));
  const auto picture =
      world.ask<std::string>([&](auto reply) { world.session().fetch_picture(page.value().products[0].images.at(0), reply); });
  ASSERT_TRUE(picture.done()) << picture.text();
  EXPECT_EQ(picture.value(), "PNG bytes");
  EXPECT_TRUE(world.ask<std::string>([&](auto reply) { world.session().fetch_picture("/pictures/huge.png", reply); }).unknown())
      << "bounded";
  EXPECT_EQ(world.ask<std::string>([&](auto reply) { world.session().fetch_picture("/pictures/no.png", reply); }).refused(),
            RefusalClass::not_found);
  EXPECT_EQ(world.ask<std::string>([&](auto reply) { world.session().fetch_picture("http://192.0.2.1/8.png", reply); }).refused(),
            RefusalClass::invalid)
      << "nor from anywhere else";
  EXPECT_EQ(world.ask<std::vector<Category>>([&](auto reply) { world.session().fetch_categories(reply); }).value().size(), 2u);
  world.tell(R"({"do":"gone","product":9})");
  const auto fresh = world.ask<StorePort::FreshProducts>([&](auto reply) { world.session().refresh_products({8, 9, 10}, reply); });
  ASSERT_TRUE(fresh.done()) << fresh.text();
  EXPECT_EQ(fresh.value().gone, std::vector<ProductId>{9});
}

TEST(StoreNet, R13_a_customer_pays_with_cashback_beside_the_kiosk) {
  World world;
  world.connect();
  ASSERT_TRUE(world.ready());
  const auto customer = world.ask<Customer>([&](auto reply) { world.session().sign_in("998901112233", secret("own"), reply); });
  ASSERT_TRUE(customer.done()) << customer.text();
  EXPECT_EQ(customer.value().cashback_balance, Money::som(6520));
  auto request = one_paper();
  request.use_cashback = true;
  const auto created = world.ask<OrderCreated>([&](auto reply) { world.session().create_order(Account::customer, request, reply); });
  ASSERT_TRUE(created.done()) << created.text();
  const auto found = world.ask<std::vector<StoreOrder>>([&](auto reply) {
    world.session().find_orders(
        Account::customer, [](const StoreOrder&) { return true; }, reply);
  });
  ASSERT_TRUE(found.done()) << found.text();
  EXPECT_EQ(found.value().at(0).amount, Money::som(35480));
  world.session().sign_out();
  world.tell(R"({"do":"push"})"); // the kiosk's socket takes it calmly
  const auto own = world.ask<std::vector<StoreOrder>>([&](auto reply) {
    world.session().find_orders(
        Account::kiosk, [](const StoreOrder&) { return true; }, reply);
  });
  ASSERT_TRUE(own.done()) << own.text();
  EXPECT_TRUE(own.value().empty());
}

/// A certificate authority of our own, and a server certificate for one name.
struct Authority {
  explicit Authority(const std::string& subject_alt_name) {
    const auto in_folder = [&](const char* name) { return (folder.path() / name).string(); };
    std::ofstream(in_folder("san")) << "subjectAltName=" << subject_alt_name << "\n";
    const auto run = [](const std::string& command) { ASSERT_EQ(std::system((command + " 2>/dev/null").c_str()), 0) << command; };
    run(fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-authority -keyout {} -out {}",
        in_folder("ca.key"), ca()));
    run(fmt::format("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -keyout {} -out {}", key(),
                    in_folder("csr")));
    run(fmt::format("openssl x509 -req -in {} -CA {} -CAkey {} -CAcreateserial -days 2 -extfile {} -out {}", in_folder("csr"), ca(),
                    in_folder("ca.key"), in_folder("san"), certificate()));
  }
  [[nodiscard]] std::string ca() const { return (folder.path() / "ca.pem").string(); }
  [[nodiscard]] std::string key() const { return (folder.path() / "server.key").string(); }
  [[nodiscard]] std::string certificate() const { return (folder.path() / "server.pem").string(); }
  [[nodiscard]] devices::sim::StoreSimulatorOptions options() const {
    devices::sim::StoreSimulatorOptions tls;
    tls.certificate = certificate();
    tls.private_key = key();
    return tls;
  }
  Folder folder;
};

TEST(StoreNet, tls_with_a_known_authority_and_the_right_name) {
  const Authority authority("IP:127.0.0.1,DNS:localhost");
  World world(authority.options());
  world.connect(Millis{5000}, authority.ca(), "localhost");
  ASSERT_TRUE(world.ready()) << world.session().status().detail;
  EXPECT_TRUE(order(world, one_paper(PaymentType::on_receipt)).done());
  EXPECT_TRUE(world.ask<Done>([&](auto reply) { world.session().clear_cart(reply); }).done());
}

void check_refused(World& world) {
  ASSERT_TRUE(world.until([&] { return world.session().status().health == Health::failed; }));
  EXPECT_FALSE(world.session().status().logged_in);
  const auto terms = world.ask<DeliveryTerms>([&](auto reply) { world.session().fetch_delivery(reply); });
  EXPECT_EQ(terms.refused(), RefusalClass::unavailable) << "nothing was sent";
  EXPECT_NE(terms.text().find("TLS"), std::string::npos) << terms.text();
  const auto counts = world.store->truth().at("counts").as_object();
  EXPECT_FALSE(counts.contains("http_requests"));
}

TEST(StoreNet, tls_refuses_another_host_name) {
  const Authority authority("DNS:store.example");
  World world(authority.options());
  world.connect(Millis{5000}, authority.ca(), "localhost");
  check_refused(world);
}

TEST(StoreNet, tls_refuses_an_unknown_authority) {
  const Authority authority("DNS:localhost");
  const Authority other("DNS:localhost");
  World world(authority.options());
  world.connect(Millis{5000}, other.ca(), "localhost");
  check_refused(world);
}

TEST(StoreNet, addresses_without_tls_are_for_this_machine_only) {
  boost::asio::io_context loop;
  const auto make = [&](const char* api, const char* orders) {
    StoreClient::Options options;
    options.settings.api_url = api;
    options.settings.orders_url = orders;
    StoreClient client(loop.get_executor(), options, secret("x"));
  };
  EXPECT_NO_THROW(make("https://globus-nukus.uz/api", "wss://globus-nukus.uz/ws/orders"));
  EXPECT_NO_THROW(make("http://127.0.0.1:8080/api", "ws://[::1]:8080/ws/orders"));
  EXPECT_THROW(make("http://globus-nukus.uz/api", "wss://globus-nukus.uz/ws/orders"), std::runtime_error);
  EXPECT_THROW(make("https://globus-nukus.uz/api", "ws://10.0.0.1/ws/orders"), std::runtime_error);
  EXPECT_THROW(make("http://127.0.0.1.example.com/api", "ws://127.0.0.1/"), std::runtime_error);
}

/// Answers each request with a head and then with more of the same, until the other side has had enough.
class Talker {
public:
  Talker(boost::asio::io_context& loop, std::string head, std::string more)
      : acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}), socket_(loop), head_(std::move(head)), more_(std::move(more)) {
    accept();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  std::size_t said = 0;
  bool ended = false;

private:
  void accept() {
    acceptor_.async_accept(socket_, [this](boost::system::error_code error) {
      if (error) return;
      boost::asio::async_write(socket_, boost::asio::buffer(head_), [this](boost::system::error_code failed, std::size_t) {
        if (!failed) talk();
      });
    });
  }
  void talk() {
    boost::asio::async_write(socket_, boost::asio::buffer(more_), [this](boost::system::error_code error, std::size_t size) {
      said += size;
      ended = static_cast<bool>(error);
      if (!error && said < (std::size_t{64} << 20U)) talk();
    });
  }
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::socket socket_;
  std::string head_, more_;
};

TEST(StoreNet, what_stands_around_a_body_is_bounded_too) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string filler(64 * 1024, 'x');
  for (const auto& [head, what] :
       {std::pair{chunked + "5;a=", "the line before a chunk"}, std::pair{chunked + "0\r\nX: ", "what follows the last chunk"},
        std::pair{std::string{"HTTP/1.1 200 OK\r\nX: "}, "a header"}, std::pair{std::string{"HTTP/1.1 200 "}, "the first line"}}) {
    boost::asio::io_context loop;
    Talker talker(loop, head, filler);
    StoreClient::Options options;
    options.settings.api_url = talker.url() + "/api";
    options.settings.orders_url = "ws://127.0.0.1:1/ws/orders";
    options.settings.deadline = Millis{20'000};
    StoreClient client(loop.get_executor(), options, secret("kiosk-pass"));
    client.start();
    // Long before the call's own deadline of 20 s, and long before everything was said.
    const auto end = std::chrono::steady_clock::now() + 10s * KIOSK_TEST_PATIENCE;
    while (!talker.ended && std::chrono::steady_clock::now() < end) loop.run_one_for(std::chrono::milliseconds{20});
    EXPECT_TRUE(talker.ended) << what << ": the connection is dropped";
    EXPECT_LT(talker.said, std::size_t{32} << 20U) << what << ": and not read to its end";
  }
}

TEST(WebAddress, parts) {
  const auto check = [](const char* url, const char* expected) {
    const auto a = parse_web_address(url);
    EXPECT_EQ(a ? a->origin() + a->target + " " + a->host_header() : "none", expected) << url;
  };
  check("https://globus-nukus.uz/api/token", "s:globus-nukus.uz:443/api/token globus-nukus.uz");
  check("ws://127.0.0.1:8080", "p:127.0.0.1:8080/ 127.0.0.1:8080");
  check("http://[::1]:81/a?b=c#d", "p:::1:81/a?b=c [::1]:81");
  check("https://h?x", "s:h:443/?x h");
  for (const auto* bad : {"", "ftp://x/", "https://", "https://user@host/", "https://h:0/", "https://h:70000/", "https://h:8x/",
                          "http://a b/", "http://h/\r\nX: y", "http://[::1"})
    check(bad, "none");
}

} // namespace
} // namespace engine::store
