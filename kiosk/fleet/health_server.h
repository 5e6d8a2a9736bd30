#pragma once
// A small HTTP server for whoever watches: GET only, two or three pages, no body is ever read. It has a thread of its own with the lowest
// priority, and what any client can make it spend is bounded: connections, bytes of a request, time, answers a second.
//
// Threading: constructed and stopped on one thread; `page` and `tick` are called on the server's own. An address that cannot be listened at (taken,
// not there yet) is tried again and never keeps the kiosk from starting.
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
    std::size_t connections = 16; ///< one more, and the oldest that still waits for its request goes
    std::size_t header_bytes = 4096;
    std::chrono::milliseconds deadline{3000}; ///< for the request, and again for the answer
    unsigned answers_at_once = 16;            ///< then one each `pause`
    std::chrono::milliseconds pause{50};
    std::chrono::milliseconds listen_again{10'000};
  };
  struct Hooks {
    std::function<Page(std::string_view path)> page; ///< 404 for what there is not
    std::function<std::chrono::milliseconds()> tick; ///< called again after what it returns; work of the owner's on this thread
  };
  /// `address` numeric. `token`: empty: none is asked for.
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
