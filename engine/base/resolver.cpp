#include "engine/base/resolver.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>

namespace engine {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

/// How long to wait for a name server when an older address is known.
constexpr std::chrono::milliseconds grace{700};

std::optional<std::uint16_t> port_of(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

Resolver::Endpoints endpoints_of(const std::vector<std::string>& addresses, std::uint16_t port) {
  Resolver::Endpoints endpoints;
  for (const auto& text : addresses) {
    boost::system::error_code error;
    const auto address = net::ip::make_address(text, error);
    if (!error) endpoints.emplace_back(address, port);
  }
  return endpoints;
}

} // namespace

struct Resolver::Impl : std::enable_shared_from_this<Impl> {
  Impl(net::any_io_executor e, std::shared_ptr<Names> n) : executor(std::move(e)), names(std::move(n)), timer(executor) {}

  net::any_io_executor executor;
  std::shared_ptr<Names> names;
  net::steady_timer timer;
  std::uint64_t turn = 0; ///< number of the present look-up; an answer to an earlier look-up does nothing
  std::uint64_t waiting = 0;
  std::uint16_t port = 0;
  Done done;

  void resolve(const std::string& host, const std::string& service, Done then) {
    cancel();
    done = std::move(then);
    const auto number = port_of(service);
    if (!number) return later({{}, "'" + service + "' is not the number of a port"});
    port = *number;
    boost::system::error_code is_name;
    const auto address = net::ip::make_address(host, is_name);
    if (!is_name) return later({{address.to_string()}, {}});
    if (host == "localhost") return later({{"127.0.0.1", "::1"}, {}});

    // Posted with the mutex of Names held, so never on an executor whose resolver has gone.
    auto told = [weak = weak_from_this(), executor = executor, mine = turn](const Names::Found& found) {
      net::post(executor, [weak, mine, found] {
        if (const auto self = weak.lock()) self->finish(mine, found);
      });
    };
    if (auto known = names->ask(host, std::move(told), &waiting)) return later(std::move(*known));
    timer.expires_after(grace);
    timer.async_wait([weak = weak_from_this(), mine = turn, host](boost::system::error_code error) {
      const auto self = weak.lock();
      if (error || !self) return;
      if (auto old = self->names->last_good(host); !old.empty()) self->finish(mine, {std::move(old), {}});
    });
  }

  void later(Names::Found found) {
    net::post(executor, [weak = weak_from_this(), mine = turn, found = std::move(found)] {
      if (const auto self = weak.lock()) self->finish(mine, found);
    });
  }

  void finish(std::uint64_t mine, const Names::Found& found) {
    if (mine != turn || !done) return;
    const auto then = std::move(done);
    const auto endpoints = endpoints_of(found.addresses, port);
    cancel();
    if (endpoints.empty()) then(found.fault.empty() ? "no address that can be used" : found.fault, {});
    else then({}, endpoints);
  }

  void cancel() {
    ++turn;
    if (waiting != 0) names->forget(waiting);
    waiting = 0;
    timer.cancel();
    done = nullptr;
  }
};

Resolver::Resolver(net::any_io_executor executor, std::shared_ptr<Names> names)
    : impl_{std::make_shared<Impl>(std::move(executor), std::move(names))} {}
Resolver::~Resolver() { impl_->cancel(); }
void Resolver::resolve(const std::string& host, const std::string& port, Done done) { impl_->resolve(host, port, std::move(done)); }
void Resolver::cancel() { impl_->cancel(); }

} // namespace engine
