#pragma once
// A small HTTP server for monitoring: GET only, two or three pages, bodies are never read. It has a thread of its own with the lowest
// priority. The cost of any client is bounded: connections, bytes of a request, time, answers a second.
//
// Threading: constructed and stopped on one thread; `page` and `tick` are called on the server's own. An address that cannot be listened at (taken,
// not there yet) is tried again and does not keep the kiosk from starting.
#include "engine/base/secret.h"
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kiosk::fleet {

struct Page {
  unsigned status = 404;
  std::string_view type = "text/plain; charset=utf-8";
  std::string body;
};

class HealthServer {
public:
  struct Limits {
    std::size_t connections = 16; ///< a further connection closes the oldest connection that still waits for its request
    std::size_t header_bytes = 4096;
    std::chrono::milliseconds deadline{3000}; ///< of the request, and once more of the answer
    unsigned answers_at_once = 16;            ///< then one each `pause`
    std::chrono::milliseconds pause{50};
    std::chrono::milliseconds listen_again{10'000};
  };
  struct Hooks {
    std::function<Page(std::string_view path)> page; ///< 404 for an unknown path
    std::function<std::chrono::milliseconds()> tick; ///< work of the owner on this thread; called again after the time that it returns
  };
  /// `address` is numeric. An empty `token`: clients need none.
  HealthServer(std::string address, std::uint16_t port, engine::SecretBuffer token, Hooks hooks, Limits limits);
  HealthServer(std::string address, std::uint16_t port, engine::SecretBuffer token, Hooks hooks);
  ~HealthServer(); ///< waits for the call in hand
  HealthServer(const HealthServer&) = delete;
  HealthServer& operator=(const HealthServer&) = delete;
  [[nodiscard]] std::size_t open_connections() const; ///< any thread
  [[nodiscard]] bool listening() const;               ///< any thread

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk::fleet
