#include "devices/simulators/control_server.h"

#include "tests/devices/serial/test_session.h"
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace {

using boost::asio::local::stream_protocol;

class ControlServerTest : public testing::Test {
protected:
  void SetUp() override {
    server = std::make_unique<devices::sim::ControlServer>(loop.get_executor(), folder / "control",
                                                           [](const boost::json::object& request) -> boost::json::object {
                                                             if (request.contains("throw")) throw std::runtime_error("as told");
                                                             return {{"ok", true}, {"got", request}};
                                                           });
    client.connect(stream_protocol::endpoint((folder / "control").string()));
    client.non_blocking(true);
  }
  /// Sends `text` in one piece and returns the lines that come back.
  std::vector<std::string> exchange(const std::string& text, std::size_t lines) {
    std::string received;
    std::size_t sent = 0;
    test::run_until(loop, [&] {
      boost::system::error_code error;
      if (sent < text.size()) sent += client.write_some(boost::asio::buffer(text.data() + sent, text.size() - sent), error);
      char buffer[4096];
      const auto size = client.read_some(boost::asio::buffer(buffer), error);
      received.append(buffer, size);
      if (error == boost::asio::error::eof) ended = true;
      return ended || std::count(received.begin(), received.end(), '\n') >= static_cast<std::ptrdiff_t>(lines);
    });
    std::vector<std::string> result;
    for (std::size_t at = 0; at < received.size();) {
      const auto end = received.find('\n', at);
      if (end == std::string::npos) break;
      result.push_back(received.substr(at, end - at));
      at = end + 1;
    }
    return result;
  }
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  std::unique_ptr<devices::sim::ControlServer> server;
  stream_protocol::socket client{loop};
  bool ended = false;
};

TEST_F(ControlServerTest, AnswersEachLineInOrder) {
  const auto answers = exchange("{\"do\":\"a\"}\n{\"do\":\"b\"}\n", 2);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0], R"({"ok":true,"got":{"do":"a"}})");
  EXPECT_EQ(answers[1], R"({"ok":true,"got":{"do":"b"}})");
}

TEST_F(ControlServerTest, BadLinesAreAnsweredAndTheNextOneWorks) {
  const auto answers = exchange("{\n[1]\n{\"throw\":1}\n{\"do\":\"x\"}\n", 4);
  ASSERT_EQ(answers.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(boost::json::parse(answers[i]).at("ok").as_bool()) << answers[i];
  EXPECT_EQ(boost::json::parse(answers[2]).at("error").as_string(), "as told");
  EXPECT_TRUE(boost::json::parse(answers[3]).at("ok").as_bool());
}

TEST_F(ControlServerTest, ALineWithoutEndIsRefusedAndTheConnectionClosed) {
  const auto answers = exchange(std::string(1024 * 1024 + 8, 'x'), 2);
  EXPECT_TRUE(ended);
  ASSERT_LE(answers.size(), 1U); // the answer may be lost when the socket is closed with bytes unread
  if (!answers.empty()) {
    EXPECT_FALSE(boost::json::parse(answers[0]).at("ok").as_bool());
  }
}

TEST_F(ControlServerTest, TheSocketIsPrivateAndGoesWithTheServer) {
  struct stat found {};
  ASSERT_EQ(::stat((folder / "control").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(folder / "control"));
}

TEST_F(ControlServerTest, ReplacesASocketLeftBehind) {
  { stream_protocol::acceptor left(loop, stream_protocol::endpoint((folder / "old").string())); }
  ASSERT_TRUE(std::filesystem::exists(folder / "old"));
  EXPECT_NO_THROW(devices::sim::ControlServer(loop.get_executor(), folder / "old", [](const auto&) { return boost::json::object{}; }));
}

} // namespace
