// The driver over TCP on loopback.
#include "devices/serial/session_driver.h"
#include "engine/base/names.h"
#include "tests/devices/serial/test_session.h"
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <future>
#include <gtest/gtest.h>
#include <list>
#include <memory>

namespace {

using boost::asio::ip::tcp;
using devices::SessionDriver;

/// Accepts, echoes, and can hang up.
class EchoPeer {
public:
  explicit EchoPeer(boost::asio::io_context& loop, unsigned short port = 0)
      : acceptor_(loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), port)) {
    accept();
  }
  [[nodiscard]] unsigned short port() const { return acceptor_.local_endpoint().port(); }
  void hang_up() {
    for (const auto& socket : sockets_) socket->close();
    sockets_.clear();
  }
  int accepted = 0;

private:
  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      ++accepted;
      sockets_.push_back(std::make_shared<tcp::socket>(std::move(socket)));
      read(sockets_.back());
      accept();
    });
  }
  void read(const std::shared_ptr<tcp::socket>& socket) {
    auto buffer = std::make_shared<std::array<char, 1024>>();
    socket->async_read_some(boost::asio::buffer(*buffer), [this, socket, buffer](boost::system::error_code error, std::size_t size) {
      if (error) return;
      boost::system::error_code ignored;
      socket->write_some(boost::asio::buffer(*buffer, size), ignored);
      read(socket);
    });
  }
  tcp::acceptor acceptor_;
  std::list<std::shared_ptr<tcp::socket>> sockets_;
};

class TcpLineTest : public testing::Test {
protected:
  [[nodiscard]] devices::TcpSettings to(unsigned short port) const { return {.host = "127.0.0.1", .service = std::to_string(port)}; }
  boost::asio::io_context loop;
  test::RecordingSession session;
};

TEST_F(TcpLineTest, TalksToAPeer) {
  EchoPeer peer(loop);
  session.greeting = "ping";
  SessionDriver driver(loop.get_executor(), session, to(peer.port()));
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.received == "ping"; }));
}

TEST_F(TcpLineTest, ANumericAddressWaitsForNoNameServer) {
  struct Put {
    explicit Put(std::shared_ptr<engine::Names> names) { engine::Names::put_in_force(std::move(names)); }
    ~Put() { engine::Names::put_in_force(std::make_shared<engine::Names>()); }
  };
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const auto done = std::make_shared<std::promise<void>>();
  const auto silence = done->get_future().share();
  const Put silent{std::make_shared<engine::Names>([asked, silence](const std::string&) -> engine::Names::Found {
    ++*asked;
    silence.wait();
    return {};
  })};
  EchoPeer peer(loop);
  test::RecordingSession stranger;
  SessionDriver by_name(loop.get_executor(), stranger, devices::TcpSettings{.host = "store.example", .service = "443"});
  by_name.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return *asked == 1; }));
  session.greeting = "ping";
  SessionDriver driver(loop.get_executor(), session, to(peer.port()));
  driver.start();
  EXPECT_TRUE(test::run_until(
      loop, [&] { return session.received == "ping"; }, std::chrono::seconds{2}));
  EXPECT_TRUE(test::run_until(loop, [&] { return stranger.refused > 0; })) << "the other one ends at its own limit";
  EXPECT_EQ(stranger.last_reason, "no connection in time");
  EXPECT_EQ(session.refused, 0);
  done->set_value();
}

TEST_F(TcpLineTest, ComesBackWhenThePeerHangsUp) {
  EchoPeer peer(loop);
  SessionDriver driver(loop.get_executor(), session, to(peer.port()));
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open && peer.accepted == 1; }));
  peer.hang_up();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.lost == 1; }));
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 2; }));
}

TEST_F(TcpLineTest, ARefusedConnectionIsReportedAndTriedAgain) {
  unsigned short port = 0;
  {
    EchoPeer gone(loop);
    port = gone.port();
  }
  SessionDriver driver(loop.get_executor(), session, to(port));
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.refused >= 2; }));
  EchoPeer peer(loop, port);
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
}

TEST_F(TcpLineTest, IsNotOpenedUntilItIsWanted) {
  EchoPeer peer(loop);
  session.wanted = false;
  SessionDriver driver(loop.get_executor(), session, to(peer.port()));
  driver.start();
  driver.pump();
  test::run_for(loop, std::chrono::milliseconds{50});
  EXPECT_EQ(peer.accepted, 0);
  session.wanted = true;
  session.say("request put out before the line was up");
  driver.pump();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.received == "request put out before the line was up"; }));
}

TEST_F(TcpLineTest, IsClosedWhenNoLongerWantedAndOpenedAgainAtOnce) {
  EchoPeer peer(loop);
  SessionDriver driver(loop.get_executor(), session, to(peer.port()));
  driver.start();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.open; }));
  session.wanted = false;
  driver.pump();
  EXPECT_EQ(session.lost, 1);
  test::run_for(loop, std::chrono::milliseconds{300});
  EXPECT_EQ(session.opened, 1);
  session.wanted = true;
  driver.pump();
  ASSERT_TRUE(test::run_until(loop, [&] { return session.opened == 2; }));
  EXPECT_EQ(session.refused, 0);
}

} // namespace
