#pragma once
// The bench's control socket as the panel uses it: JSON lines, one request at a time, on a thread of its own, so that a slow or
// silent bench never stops the window.
//
// Threading: ask() and poll() on the UI thread; answers are handed over in poll(). A lost socket is opened again by the next
// request. An answer is bounded (16 MiB) and waited for 5 s.
#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <string>

namespace devices::sim {

class ControlClient {
public:
  /// {"ok":false,"error":...} stands for a bench that cannot be reached as well.
  using Answer = std::function<void(const boost::json::object&)>;
  explicit ControlClient(std::string socket_path);
  ~ControlClient();
  ControlClient(const ControlClient&) = delete;
  ControlClient& operator=(const ControlClient&) = delete;

  void ask(boost::json::object request, Answer answer);
  /// Runs the answers that came. True when there was one.
  bool poll();
  /// Requests without an answer yet.
  [[nodiscard]] std::size_t waiting() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace devices::sim
