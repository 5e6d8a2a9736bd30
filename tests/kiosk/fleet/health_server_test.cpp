// The server on a real socket: right answers, and clients that are slow, hostile or many.
#include "kiosk/fleet/health_server.h"

#include <arpa/inet.h>
#include <atomic>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace kiosk::fleet::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Client {
public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(fd_); }
  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view text) const { [[maybe_unused]] const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  /// Until the server closes, or the time is over (then with "..." behind it).
  std::string receive(std::chrono::milliseconds at_most = 8000ms * KIOSK_TEST_PATIENCE) const {
    std::string text;
    const auto end = Clock::now() + at_most;
    for (char bytes[4096];;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
      pollfd ready{fd_, POLLIN, 0};
      if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) return text + "...";
      const auto n = ::recv(fd_, bytes, sizeof bytes, 0);
      if (n <= 0) return text;
      text.append(bytes, static_cast<std::size_t>(n));
    }
  }

private:
  int fd_;
  bool connected_ = false;
};

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in any{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof any;
  ::bind(fd, reinterpret_cast<sockaddr*>(&any), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&any), &size);
  ::close(fd);
  return ntohs(any.sin_port);
}

engine::SecretBuffer secret(std::string_view text) {
  engine::SecretBuffer buffer(64);
  buffer.append(text);
  return buffer;
}

struct HealthServerTest : testing::Test {
  std::uint16_t port = free_port();
  std::atomic<int> asked{0};
  HealthServer::Limits limits{};
  std::unique_ptr<HealthServer> server;

  void start(std::string_view token = {}) {
    server = std::make_unique<HealthServer>("127.0.0.1", port, token.empty() ? engine::SecretBuffer{} : secret(token),
                                            HealthServer::Hooks{[this](std::string_view path) -> Page {
                                                                  ++asked;
                                                                  if (path == "/big") return {200, "text/plain", std::string(8 << 20, 'x')};
                                                                  if (path == "/throws") throw std::runtime_error("a page that fails");
                                                                  if (path == "/health") return {503, "application/json", "{}\n"};
                                                                  return {};
                                                                },
                                                                {}},
                                            limits);
    const auto end = Clock::now() + 5s;
    while (!server->listening() && Clock::now() < end) std::this_thread::sleep_for(1ms);
    ASSERT_TRUE(server->listening());
  }
  std::string ask(std::string_view request) const {
    const Client client(port);
    client.send(request);
    return client.receive();
  }
  void wait_for_no_connections() const {
    const auto end = Clock::now() + 10s * KIOSK_TEST_PATIENCE;
    while (server->open_connections() > 0 && Clock::now() < end) std::this_thread::sleep_for(5ms);
    EXPECT_EQ(server->open_connections(), 0U);
  }
};

TEST_F(HealthServerTest, AnswersGetAndNothingElse) {
  start();
  const struct {
    const char* request;
    const char* status;
  } cases[]{
      {"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 503 "},
      {"GET /health?verbose=1 HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 503 "},
      {"GET /health HTTP/1.0\r\n\r\n", "HTTP/1.1 503 "},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404 "},
      {"GET /../health HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404 "},
      {"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405 "},
      {"HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 405 "},
      {"NONSENSE\r\n\r\n", "HTTP/1.1 400 "},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "HTTP/1.1 400 "}, // somebody speaks TLS
  };
  for (const auto& c : cases) EXPECT_TRUE(ask(c.request).starts_with(c.status)) << c.request;
  const auto whole = ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(whole.ends_with("\r\n\r\n{}\n")) << whole;
  EXPECT_NE(whole.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(whole.find("Connection: close\r\n"), std::string::npos);
  wait_for_no_connections();
}

TEST_F(HealthServerTest, ReadByteByByteItIsTheSameRequest) {
  start();
  const Client client(port);
  for (const char c : std::string_view{"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    client.send({&c, 1});
    std::this_thread::sleep_for(2ms);
  }
  EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 503 "));
}

TEST_F(HealthServerTest, WithATokenItTellsNothingWithoutIt) {
  start("0123456789abcdef");
  const auto with = [&](const std::string& header) { return ask("GET /health HTTP/1.1\r\nHost: a\r\n" + header + "\r\n"); };
  for (const char* header : {"", "Authorization: Bearer \r\n", "Authorization: Bearer 0123456789abcde\r\n",
                             "Authorization: Bearer 0123456789abcdef0\r\n", "Authorization: Bearer 0123456789abcdeg\r\n",
                             "Authorization: bearer 0123456789abcdef\r\n", "Authorization: Basic 0123456789abcdef\r\n",
                             "Authorization: 0123456789abcdef\r\n", "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\n"})
    EXPECT_TRUE(with(header).starts_with("HTTP/1.1 401 ")) << header;
  EXPECT_EQ(asked, 0);
  EXPECT_TRUE(with("Authorization: Bearer 0123456789abcdef\r\n").starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(asked, 1);
}

TEST_F(HealthServerTest, ARequestIsBounded) {
  start();
  EXPECT_TRUE(ask("GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n").starts_with("HTTP/1.1 431 "));
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'a')).starts_with("HTTP/1.1 431 "));
  EXPECT_EQ(asked, 0);
  wait_for_no_connections();
}

TEST_F(HealthServerTest, WhoIsSlowIsCutOff) {
  limits.deadline = 300ms;
  start();
  const auto begun = Clock::now();
  const Client silent(port);
  EXPECT_EQ(silent.receive(), "");
  const Client drips(port);
  drips.send("GET /health HTTP/1.1\r\nX: ");
  for (int i = 0; i < 20; ++i) { // each byte in time, the whole not
    drips.send("a");
    std::this_thread::sleep_for(30ms);
  }
  EXPECT_EQ(drips.receive(), "");
  const Client never_reads(port);
  never_reads.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  wait_for_no_connections();
  EXPECT_LT(Clock::now() - begun, 5s * KIOSK_TEST_PATIENCE);
}

TEST_F(HealthServerTest, ManyWhoHoldOnDoNotKeepAnotherOut) {
  limits.connections = 4;
  limits.answers_at_once = 1000;
  limits.deadline = 60'000ms;
  start();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 60; ++i) idle.push_back(std::make_unique<Client>(port));
  EXPECT_TRUE(ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 503 "));
  EXPECT_LE(server->open_connections(), 4U);
  EXPECT_EQ(idle.front()->receive(), ""); // the oldest went
}

TEST_F(HealthServerTest, WhoAsksWithoutEndGetsSoManyAnswersASecond) {
  limits.answers_at_once = 5;
  limits.pause = 50ms;
  start();
  const auto begun = Clock::now();
  for (int i = 0; i < 25; ++i) EXPECT_TRUE(ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 503 "));
  EXPECT_GE(Clock::now() - begun, 900ms); // 20 of them one each 50 ms
}

TEST_F(HealthServerTest, APageThatFailsTakesNothingDown) {
  start();
  EXPECT_TRUE(ask("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 500 "));
  wait_for_no_connections();
  EXPECT_TRUE(ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 503 "));
}

TEST_F(HealthServerTest, AnAddressThatIsTakenIsTriedAgain) {
  limits.listen_again = 20ms;
  start();
  HealthServer second("127.0.0.1", port, {}, HealthServer::Hooks{[](std::string_view) { return Page{}; }, {}}, limits);
  std::this_thread::sleep_for(100ms);
  EXPECT_FALSE(second.listening());
  server.reset();
  const auto end = Clock::now() + 10s * KIOSK_TEST_PATIENCE;
  while (!second.listening() && Clock::now() < end) std::this_thread::sleep_for(5ms);
  EXPECT_TRUE(second.listening());
  EXPECT_TRUE(ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 404 "));
}

} // namespace
} // namespace kiosk::fleet::test
