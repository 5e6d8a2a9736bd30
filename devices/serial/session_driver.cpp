#include "devices/serial/session_driver.h"

#include "devices/serial/serial_port.h"
#include "engine/base/log.h"
#include "engine/base/outcome.h"
#include "engine/base/resolver.h"
#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <variant>

namespace devices {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using Completion = std::function<void(error_code, std::size_t)>;

constexpr engine::Millis first_wait{200};
constexpr engine::Millis longest_wait{5000};
constexpr std::chrono::seconds connect_limit{3};
/// More unwritten bytes than any page of any printer has: the line is stuck or the session runs wild.
constexpr std::size_t queue_limit = 8 * 1024 * 1024;

/// An open line of either kind. Closing it ends both operations in hand; their completions come, with an
/// error.
class Line {
public:
  virtual ~Line() = default;
  virtual void read(boost::asio::mutable_buffer into, Completion done) = 0;
  virtual void write(boost::asio::const_buffer from, Completion done) = 0;
  virtual void close() = 0;
};

class SerialLine final : public Line {
public:
  SerialLine(const boost::asio::any_io_executor& executor, int descriptor) : stream_(executor, descriptor) { stream_.non_blocking(true); }
  ~SerialLine() override { close(); }
  SerialLine(const SerialLine&) = delete;
  SerialLine& operator=(const SerialLine&) = delete;
  void read(boost::asio::mutable_buffer into, Completion done) override { stream_.async_read_some(into, std::move(done)); }
  void write(boost::asio::const_buffer from, Completion done) override { stream_.async_write_some(from, std::move(done)); }
  void close() override {
    if (stream_.is_open()) close_serial(stream_.release());
  }

private:
  boost::asio::posix::stream_descriptor stream_;
};

class TcpLine final : public Line {
public:
  explicit TcpLine(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
  }
  void read(boost::asio::mutable_buffer into, Completion done) override { socket_.async_read_some(into, std::move(done)); }
  void write(boost::asio::const_buffer from, Completion done) override { socket_.async_write_some(from, std::move(done)); }
  void close() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

private:
  tcp::socket socket_;
};

std::string reason_of(error_code error) {
  if (error == boost::asio::error::eof) return "the other side is gone (end of file)";
  return error.message();
}

} // namespace

struct SessionDriver::Impl : std::enable_shared_from_this<SessionDriver::Impl> {
  Impl(boost::asio::any_io_executor executor_, WireSession& session_, std::variant<SerialSettings, TcpSettings> settings_,
       std::function<void()> after_step_)
      : executor(std::move(executor_)),
        session(session_),
        settings(std::move(settings_)),
        after_step(std::move(after_step_)),
        deadline_timer(executor),
        open_timer(executor),
        resolver(executor),
        connecting(executor) {
    name = std::visit(
        engine::overloaded{[](const SerialSettings& s) { return s.port; }, [](const TcpSettings& t) { return t.host + ":" + t.service; }},
        settings);
  }

  // --- one call into the session, then everything that follows from it ---

  template <class Call> void step(Call call) {
    if (stopped) return;
    if (stepping) { // pump() from inside a callback: the outer step looks again
      again = true;
      return;
    }
    const auto self = shared_from_this(); // a callback may destroy the driver
    stepping = true;
    std::string failure;
    try {
      call();
    } catch (const std::exception& error) {
      failure = error.what();
      spdlog::error("{}: the session failed: {}", name, failure);
    }
    stepping = false;
    if (stopped) return;
    if (line && !failure.empty()) {
      lose("the session failed: " + failure);
      return;
    }
    settle();
  }

  void settle() {
    do {
      again = false;
      if (line && session.take_close_request()) {
        lose("closed on request");
        return;
      }
      if (line && is_tcp() && !session.wants_open()) {
        rest();
        return;
      }
      if (line && !take_output()) return;
      if (!line && !opening && is_tcp() && session.wants_open()) schedule_open();
    } while (again);
    arm();
    if (!after_step || in_after_step) return;
    in_after_step = true; // a pump() from inside it does its work and does not call it again
    after_step();
    in_after_step = false;
  }

  [[nodiscard]] bool is_tcp() const { return std::holds_alternative<TcpSettings>(settings); }

  bool take_output() {
    const auto bytes = session.take_output();
    if (queue.size() + bytes.size() > queue_limit) {
      lose("too much is waiting to be written");
      return false;
    }
    queue.insert(queue.end(), bytes.begin(), bytes.end());
    write();
    return true;
  }

  void arm() {
    const auto wanted = session.deadline();
    if (!wanted) {
      deadline_timer.cancel();
      armed.reset();
      return;
    }
    if (armed == wanted) return;
    armed = wanted;
    // A deadline that has passed already is not spun on: the session gets its call a moment later.
    const auto at = std::max(*wanted, now() + engine::Millis{1});
    deadline_timer.expires_at(std::chrono::steady_clock::time_point{at.time_since_epoch()});
    deadline_timer.async_wait([self = shared_from_this()](error_code error) {
      if (error || self->stopped) return;
      self->armed.reset();
      self->step([&] { self->session.on_time(now()); });
    });
  }

  // --- opening ---

  void schedule_open() {
    opening = true;
    const auto wait = std::max(not_before - now(), engine::Millis{0});
    open_timer.expires_after(wait);
    open_timer.async_wait([self = shared_from_this()](error_code error) {
      if (!error && !self->stopped) self->open();
    });
  }

  void open() {
    if (is_tcp() && !session.wants_open()) {
      opening = false;
      return;
    }
    std::visit([this](const auto& how) { open_as(how); }, settings);
  }

  void open_as(const SerialSettings& how) {
    const auto descriptor = open_serial(how);
    if (!descriptor) {
      refused(descriptor.error());
      return;
    }
    opened(std::make_shared<SerialLine>(executor, *descriptor));
  }

  void open_as(const TcpSettings& how) {
    const auto attempt = ++generation;
    connecting = tcp::socket(executor);
    open_timer.expires_after(connect_limit);
    open_timer.async_wait([self = shared_from_this(), attempt](error_code error) {
      if (error || self->stopped || attempt != self->generation || !self->opening) return;
      ++self->generation;
      self->resolver.cancel();
      error_code ignored;
      self->connecting.close(ignored);
      self->refused("no connection in time");
    });
    resolver.resolve(how.host, how.service,
                     [self = shared_from_this(), attempt](const std::string& fault, const engine::Resolver::Endpoints& found) {
                       if (self->stopped || attempt != self->generation) return;
                       if (!fault.empty()) {
                         self->refused("name look-up: " + fault);
                         return;
                       }
                       boost::asio::async_connect(self->connecting, found, [self, attempt](error_code failed, const tcp::endpoint&) {
                         if (self->stopped || attempt != self->generation) return;
                         if (failed) {
                           self->refused(failed.message());
                           return;
                         }
                         self->opened(std::make_shared<TcpLine>(std::move(self->connecting)));
                       });
                     });
  }

  void opened(std::shared_ptr<Line> fresh) {
    open_timer.cancel();
    opening = false;
    ++generation;
    line = std::move(fresh);
    last_reason.clear();
    // A TCP line comes and goes with the requests: no news.
    spdlog::log(is_tcp() ? spdlog::level::debug : spdlog::level::info, "{}: open", name);
    step([&] { session.on_open(now()); });
    read();
  }

  void refused(const std::string& why) {
    open_timer.cancel();
    ++generation;
    if (why != last_reason) spdlog::warn("{}: cannot be opened: {}", name, why); // once, not at every attempt
    last_reason = why;
    wait_longer();
    schedule_open();
    step([&] { session.on_closed(now(), why); });
  }

  void wait_longer() {
    not_before = now() + wait_next;
    wait_next = std::min(wait_next * 2, longest_wait);
  }

  // --- an open line ---

  void read() {
    if (!line) return;
    line->read(boost::asio::buffer(input), [self = shared_from_this(), mine = generation, keep = line](error_code error, std::size_t size) {
      if (self->stopped || mine != self->generation) return;
      if (error) {
        self->lose(reason_of(error));
        return;
      }
      self->wait_next = first_wait;
      self->step([&] { self->session.on_bytes(now(), {self->input.data(), size}); });
      if (!self->stopped && mine == self->generation) self->read();
    });
  }

  void write() {
    if (!line || in_hand || queue.empty()) return;
    in_hand = std::make_shared<Bytes>(std::move(queue));
    queue.clear();
    write_rest(0);
  }

  void write_rest(std::size_t done) {
    line->write(boost::asio::buffer(in_hand->data() + done, in_hand->size() - done),
                [self = shared_from_this(), mine = generation, keep = line, bytes = in_hand, done](error_code error, std::size_t size) {
                  if (self->stopped || mine != self->generation) return;
                  if (error) {
                    self->lose(reason_of(error));
                    return;
                  }
                  if (done + size < bytes->size()) {
                    self->write_rest(done + size);
                    return;
                  }
                  self->in_hand.reset();
                  self->write();
                });
  }

  void drop_line() {
    ++generation;
    line->close();
    line.reset();
    queue.clear();
    in_hand.reset();
  }

  /// The line failed or was asked to be closed: tell the session, look for it again.
  void lose(const std::string& why) {
    drop_line();
    spdlog::log(is_tcp() ? spdlog::level::debug : spdlog::level::warn, "{}: closed: {}", name, why);
    if (!is_tcp() || session.wants_open()) {
      wait_longer();
      schedule_open();
    } else {
      not_before = now(); // an idle connection that the server ended is no failure
    }
    step([&] { session.on_closed(now(), why); });
  }

  /// The session needs no line now; its next need opens the line at once.
  void rest() {
    drop_line();
    not_before = now();
    wait_next = first_wait;
    step([&] { session.on_closed(now(), "not needed now"); });
  }

  void stop() {
    if (stopped) return;
    stopped = true;
    if (line) drop_line();
    ++generation;
    deadline_timer.cancel();
    open_timer.cancel();
    resolver.cancel();
    error_code ignored;
    connecting.close(ignored);
  }

  boost::asio::any_io_executor executor;
  WireSession& session;
  std::variant<SerialSettings, TcpSettings> settings;
  std::function<void()> after_step;
  std::string name;
  boost::asio::steady_timer deadline_timer;
  boost::asio::steady_timer open_timer; ///< the wait before an attempt, and the limit of a TCP attempt
  engine::Resolver resolver;
  tcp::socket connecting;
  std::shared_ptr<Line> line;
  std::uint64_t generation = 0; ///< of the line or attempt: a completion of an older one does nothing
  bool started = false;
  bool stopped = false;
  bool opening = false; ///< an attempt runs or is scheduled
  bool stepping = false;
  bool again = false;
  bool in_after_step = false;
  std::optional<engine::Instant> armed;
  engine::Instant not_before{};
  engine::Millis wait_next = first_wait;
  std::string last_reason;
  std::array<std::uint8_t, 4096> input{};
  Bytes queue;
  std::shared_ptr<Bytes> in_hand;
};

SessionDriver::SessionDriver(boost::asio::any_io_executor executor, WireSession& session, SerialSettings settings,
                             std::function<void()> after_step)
    : impl_(std::make_shared<Impl>(std::move(executor), session, std::move(settings), std::move(after_step))) {}

SessionDriver::SessionDriver(boost::asio::any_io_executor executor, WireSession& session, TcpSettings settings,
                             std::function<void()> after_step)
    : impl_(std::make_shared<Impl>(std::move(executor), session, std::move(settings), std::move(after_step))) {}

SessionDriver::~SessionDriver() { impl_->stop(); }

void SessionDriver::start() {
  if (impl_->started || impl_->stopped) return;
  impl_->started = true;
  impl_->not_before = now();
  // The first attempt runs from the event loop, so that no callback comes from inside start().
  if (!impl_->is_tcp() || impl_->session.wants_open()) impl_->schedule_open();
  impl_->arm();
}

void SessionDriver::stop() { impl_->stop(); }

void SessionDriver::pump() {
  if (impl_->started) impl_->step([] {});
}

engine::Instant SessionDriver::now() {
  return engine::Instant{std::chrono::duration_cast<engine::Millis>(std::chrono::steady_clock::now().time_since_epoch())};
}

} // namespace devices
