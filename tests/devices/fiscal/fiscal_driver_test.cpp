// The whole stack over real lines: a TCP connection and a pseudo-terminal.
#include "devices/fiscal/fiscal_driver.h"
#include "devices/simulators/fiscal/fiscal_server.h"
#include "tests/devices/fiscal/fiscal_world.h"
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <unistd.h>

using namespace fiscal_test;
using engine::FiscalCounters;
using engine::FiscalResult;

namespace {

engine::WallTime system_wall() { return {std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count()}; }

/// One simulated module on a real line with a driver on the other end.
struct Bench {
  Bench(Carrier carrier, bool edition_2026)
      : model(
            [&] {
              sim::FiscalModelSettings s;
              s.edition_2026 = edition_2026;
              return s;
            }(),
            system_wall) {
    FiscalSettings settings;
    settings.edition = edition_2026 ? Edition::y2026 : Edition::y2023;
    settings.answer_timeout = Millis{400};
    settings.settle = Millis{50};
    if (carrier == Carrier::tcp) {
      tcp = std::make_unique<sim::FiscalTcpServer>(loop.get_executor(), model, "127.0.0.1", std::uint16_t{0});
      const auto address = parse_fiscal_url("http://127.0.0.1:" + std::to_string(tcp->port()));
      driver = std::make_unique<FiscalDriver>(loop.get_executor(), *address, settings, system_wall);
    } else {
      link = std::filesystem::temp_directory_path() / ("fiscal-test-" + std::to_string(::getpid()));
      pty = std::make_unique<sim::FiscalPtyServer>(loop.get_executor(), model, link);
      driver = std::make_unique<FiscalDriver>(loop.get_executor(), fiscal_serial_address({link.string(), 115200}), settings, system_wall);
    }
    model.on_faults_changed = [this] {
      if (tcp) tcp->obey();
      if (pty) pty->obey();
    };
    driver->start();
  }
  template <class Ready> bool run_until(Ready ready) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!ready() && std::chrono::steady_clock::now() < end) loop.run_one_for(std::chrono::milliseconds(20));
    return ready();
  }
  template <class T, class Call> Got<T> wait_for(Call call) {
    Got<T> got;
    call(got.reply());
    EXPECT_TRUE(run_until([&] { return got.any(); }));
    return got;
  }
  Got<FiscalResult> sell(std::int64_t number) {
    const auto before = wait_for<FiscalCounters>([&](auto reply) { driver->prepare(reply); });
    if (!before.done()) return {};
    return wait_for<FiscalResult>([&](auto reply) { driver->register_sale(sale(number), *before.done(), reply); });
  }

  boost::asio::io_context loop;
  sim::FiscalModel model;
  std::filesystem::path link;
  std::unique_ptr<sim::FiscalTcpServer> tcp;
  std::unique_ptr<sim::FiscalPtyServer> pty;
  std::unique_ptr<FiscalDriver> driver;
};

} // namespace

class FiscalDriverTest : public testing::TestWithParam<std::tuple<Carrier, bool>> {};

TEST_P(FiscalDriverTest, SellsLosesAnswersAndComesBack) {
  const auto [carrier, y2026] = GetParam();
  Bench bench(carrier, y2026);
  const auto first = bench.sell(1);
  ASSERT_TRUE(first.done()) << first.words();
  EXPECT_EQ(first.done()->sign->qr_url, bench.model.receipts()[0].qr_url);

  (void)bench.model.command({{"do", "no_answer_after_register"}});
  const auto lost = bench.sell(2);
  ASSERT_TRUE(lost.done()) << lost.words();
  EXPECT_EQ(lost.done()->sign.has_value(), y2026);
  EXPECT_EQ(bench.model.receipts().size(), 2U);

  (void)bench.model.command({{"do", "down"}});
  const auto down = bench.wait_for<FiscalCounters>([&](auto reply) { bench.driver->prepare(reply); });
  EXPECT_TRUE(down.refused()) << down.words();
  (void)bench.model.command({{"do", "up"}});
  ASSERT_TRUE(bench.run_until([&] { return bench.driver->status().reachable; }));
  const auto again = bench.sell(3);
  ASSERT_TRUE(again.done()) << again.words();
  EXPECT_EQ(bench.model.receipts().size(), 3U);
}

TEST_P(FiscalDriverTest, AnswersWithoutALength) {
  const auto [carrier, y2026] = GetParam();
  Bench bench(carrier, y2026);
  (void)bench.model.command({{"do", "drop_length_header"}});
  const auto got = bench.sell(1);
  ASSERT_TRUE(got.done()) << got.words();
  EXPECT_TRUE(got.done()->sign);
}

INSTANTIATE_TEST_SUITE_P(Lines, FiscalDriverTest, testing::Combine(testing::Values(Carrier::tcp, Carrier::serial), testing::Bool()),
                         [](const auto& which) {
                           return std::string(std::get<0>(which.param) == Carrier::tcp ? "Tcp" : "Pty") +
                                  (std::get<1>(which.param) ? "2026" : "2023");
                         });

TEST(FiscalAddressTest, Urls) {
  struct Case {
    const char* url;
    const char* host;
    const char* port;
    const char* path;
  };
  for (const auto& c : {Case{"http://192.168.1.50:8080", "192.168.1.50", "8080", ""}, Case{"http://fbox", "fbox", "80", ""},
                        Case{"http://fbox/", "fbox", "80", ""}, Case{"http://[::1]:8080/api/", "::1", "8080", "/api"},
                        Case{"http://[::1]", "::1", "80", ""}}) {
    const auto address = parse_fiscal_url(c.url);
    ASSERT_TRUE(address) << c.url;
    EXPECT_EQ(std::get<TcpSettings>(address->line).host, c.host);
    EXPECT_EQ(std::get<TcpSettings>(address->line).service, c.port);
    EXPECT_EQ(address->base_path, c.path);
  }
  for (const char* url : {"", "fbox", "https://fbox", "http://", "http://:80", "http://fbox:0", "http://fbox:99999", "http://fbox:x",
                          "http://fbox:80x", "http://a b", "http://user@fbox", "http://fbox/?a"})
    EXPECT_FALSE(parse_fiscal_url(url)) << url;
}
