#pragma once
// The command socket of a simulator: a Unix-domain stream socket, mode 0600, one JSON object a line each way.
// Used by the simulators' command lines, by the bench and by the end-to-end tests.
//
// A line that is no JSON object, or longer than 1 MiB, is answered {"ok":false,"error":...}; so is a handler
// that throws. Threading: one io_context thread; the handler runs on it and must not block. Answers keep the
// order of the requests.
#include <boost/asio/any_io_executor.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <functional>
#include <memory>

namespace devices::sim {

class ControlServer {
public:
  using Handler = std::function<boost::json::object(const boost::json::object&)>;
  /// Listens at once, replacing a socket that an earlier run left behind. Throws std::system_error.
  ControlServer(boost::asio::any_io_executor executor, std::filesystem::path path, Handler handler);
  ~ControlServer(); ///< ends all connections and removes the socket
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices::sim
