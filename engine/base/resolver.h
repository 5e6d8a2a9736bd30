#pragma once
// Where to connect: one host and port at a time, on an executor. A numeric address is never looked up, nor is "localhost"; a name goes to Names. When the
// name server is silent for a moment, the last good address serves. Heavy; for .cpp files only.
//
// Threading: constructed, used and destroyed on the executor's thread. Done comes from the executor, never from inside resolve(), and not after
// cancel() or the end of the resolver. How long it is waited for is the caller's deadline.
#include "engine/base/names.h"
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace engine {

class Resolver {
public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
  using Done = std::function<void(const std::string& fault, const Endpoints& found)>; ///< either of them is empty
  explicit Resolver(boost::asio::any_io_executor executor, std::shared_ptr<Names> names = Names::in_force());
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  void resolve(const std::string& host, const std::string& port, Done done); ///< ends the one before
  void cancel();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace engine
