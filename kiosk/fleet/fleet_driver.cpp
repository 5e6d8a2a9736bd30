#include "kiosk/fleet/fleet_driver.h"

#include "engine/base/log.h"
#include "engine/base/wipe.h"
#include "engine/journal/journal_tail.h"
#include "kiosk/fleet/cursor_file.h"
#include "kiosk/fleet/fleet_events.h"
#include "kiosk/fleet/fleet_session.h"

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <map>
#include <mosquitto.h>
#include <mutex>
#include <pthread.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace kiosk::fleet {
namespace {

using namespace engine;

constexpr int keep_alive_s = 30;
constexpr int quiet_ms = 200;       ///< how long the loop waits for the wire
constexpr Millis look_each{500};    ///< at the journal
constexpr Millis state_each{1'000}; ///< at the kiosk
constexpr Millis remote_each{500};  ///< pause between two looks at the requests from afar
constexpr std::chrono::milliseconds longest_goodbye{600}, longest_stop{2000};

struct Handle {
  void operator()(mosquitto* m) const { mosquitto_destroy(m); }
};

} // namespace

struct FleetDriver::Impl {
  FleetOptions options;
  std::unique_ptr<JournalTail> tail;
  std::optional<FleetSession> session;
  std::unique_ptr<mosquitto, Handle> line;
  std::map<int, FleetSession::Ticket> tickets; ///< by message id, of this connection
  std::optional<Instant> looked, state_looked, remote_looked;
  bool dropped = false;    ///< the broker or the network took the line
  bool complained = false; ///< a failure was logged since the line was last up
  std::atomic<bool> connected{false};
  std::atomic<std::int64_t> waiting{0};

  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false, ended = false;
  bool in_remote = false; ///< which uses what outlives this driver, and nothing longer

  explicit Impl(FleetOptions o) : options(std::move(o)), tail(std::make_unique<JournalTail>(options.state_dir)) {}

  [[nodiscard]] bool is_stopping() {
    const std::lock_guard lock{mutex};
    return stopping;
  }
  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex};
    wake.wait_for(lock, time, [this] { return stopping; });
  }
  void complain(std::string_view what) {
    if (!complained) spdlog::warn("fleet: {}:{}: {}; tried again", options.host, options.port, what);
    complained = true;
  }

  void run() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 15);
    sigset_t pipe; // OpenSSL writes without asking for an error instead
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!is_stopping()) {
      try {
        turn();
      } catch (const std::exception& e) {
        complain(e.what());
        drop();
        pause(std::chrono::seconds{1});
      }
    }
    goodbye();
  }

  void turn() {
    if (!session) {
      FleetSession::Settings settings;
      settings.kiosk = options.kiosk;
      session.emplace(std::move(settings), read_cursor(options.state_dir, *tail));
    }
    const auto now = options.now();
    if (options.remote && (!remote_looked || now - *remote_looked >= remote_each)) { // also without a broker: a trial goes on
      remote_looked = now;
      remote_turn();
    }
    if (session->wants_connection(now)) connect();
    if (!line) {
      count();
      return pause(std::chrono::milliseconds{quiet_ms});
    }
    if (!looked || now - *looked >= look_each) {
      looked = now;
      session->journal_may_have_grown();
      count();
    }
    if (session->is_connected() && (!state_looked || now - *state_looked >= state_each)) {
      state_looked = now;
      auto state = options.state();
      if (options.remote) options.remote->tell(state);
      session->state_is(std::move(state));
    }
    if (session->journal().empty())
      if (const auto origin = tail->origin()) session->journal_is(journal_name(*origin));
    if (const auto wanted = session->wants_rows()) session->rows(tail->read(wanted->after, wanted->most));
    if (options.remote) hand_over_pieces();
    while (!dropped) {
      const auto message = session->next(now, options.wall());
      if (!message) break;
      publish(*message);
    }
    if (mosquitto_loop(line.get(), session->wants_rows() ? 0 : quiet_ms, 1) != MOSQ_ERR_SUCCESS) dropped = true;
    if (dropped || session->is_stuck(options.now())) {
      complain("the connection is lost, or there is no answer");
      drop();
    }
    save(false);
  }

  /// No turn begins once the driver is to stop. The destructor waits for the running turn, which waits for no line.
  void remote_turn() {
    {
      const std::lock_guard lock{mutex};
      if (stopping) return;
      in_remote = true;
    }
    const struct Left {
      Impl& impl;
      ~Left() {
        const std::lock_guard lock{impl.mutex};
        impl.in_remote = false;
        impl.wake.notify_all();
      }
    } left{*this};
    options.remote->turn();
  }

  void hand_over_pieces() {
    if (session->parcel_arrived()) options.remote->piece_arrived();
    if (!session->wants_parcel()) return;
    if (auto piece = options.remote->piece()) session->parcel(piece->topics, std::move(piece->payload));
  }

  void publish(const FleetSession::Message& message) {
    int id = 0;
    if (mosquitto_publish(line.get(), &id, message.topic.c_str(), static_cast<int>(message.payload.size()), message.payload.data(), 1,
                          message.retain) != MOSQ_ERR_SUCCESS)
      dropped = true;
    else tickets[id] = message.ticket;
  }

  void save(bool in_a_hurry) {
    if (const auto cursor = session->cursor_to_save(options.now(), in_a_hurry); cursor && !write_cursor(options.state_dir, *cursor))
      spdlog::warn("fleet: the cursor cannot be written; events may be sent again after a restart");
  }

  void count() { waiting = std::max<std::int64_t>(0, tail->newest() - session->cursor().seq); }

  void connect() {
    session->connecting(options.now());
    dropped = false;
    line.reset(mosquitto_new(("kiosk-" + options.kiosk).c_str(), true, this));
    if (!line) throw std::runtime_error("no memory for a connection");
    auto* m = line.get();
    mosquitto_connect_callback_set(m, [](mosquitto*, void* self, int code) { static_cast<Impl*>(self)->on_connect(code); });
    mosquitto_disconnect_callback_set(m, [](mosquitto*, void* self, int) { static_cast<Impl*>(self)->dropped = true; });
    mosquitto_publish_callback_set(m, [](mosquitto*, void* self, int id) { static_cast<Impl*>(self)->on_acknowledged(id); });
    mosquitto_message_callback_set(
        m, [](mosquitto*, void* self, const mosquitto_message* message) { static_cast<Impl*>(self)->on_message(*message); });
    mosquitto_max_inflight_messages_set(m, 0); // the session has its own bound
    const auto last_will = session->farewell("lost");
    int error = mosquitto_will_set(m, session->topic("state").c_str(), static_cast<int>(last_will.size()), last_will.data(), 1, true);
    if (error == MOSQ_ERR_SUCCESS) error = set_password();
    if (error == MOSQ_ERR_SUCCESS && options.secure) {
      error = mosquitto_tls_set(m, options.ca_file.empty() ? nullptr : options.ca_file.c_str(),
                                options.ca_file.empty() ? "/etc/ssl/certs" : nullptr, nullptr, nullptr, nullptr);
      if (error == MOSQ_ERR_SUCCESS) error = mosquitto_tls_opts_set(m, 1, "tlsv1.2", nullptr); // verified; 1.2 is the least
    }
    if (error == MOSQ_ERR_SUCCESS) error = mosquitto_connect(m, options.host.c_str(), options.port, keep_alive_s);
    if (error == MOSQ_ERR_SUCCESS) return;
    complain(mosquitto_strerror(error));
    drop();
  }

  int set_password() {
    if (options.password.empty()) return mosquitto_username_pw_set(line.get(), options.kiosk.c_str(), nullptr);
    std::string word{options.password.reveal()}; // its own copy is wiped when it is freed (kiosk/wiping_free.cpp)
    const int error = mosquitto_username_pw_set(line.get(), options.kiosk.c_str(), word.c_str());
    wipe(word);
    return error;
  }

  void on_connect(int code) {
    if (code != 0) {
      complain(mosquitto_connack_string(code));
      dropped = true;
      return;
    }
    spdlog::info("fleet: connected to {}:{}", options.host, options.port);
    complained = false;
    connected = true;
    session->connected(options.now());
    state_looked.reset();
    std::vector<std::string> topics{session->topic("again")};
    if (options.remote) {
      options.remote->connected();
      for (auto& topic : options.remote->topics()) topics.push_back(std::move(topic));
    }
    for (const auto& topic : topics)
      if (mosquitto_subscribe(line.get(), nullptr, topic.c_str(), 1) != MOSQ_ERR_SUCCESS) dropped = true;
  }

  void on_acknowledged(int id) {
    const auto ticket = tickets.find(id);
    if (ticket == tickets.end()) return;
    session->acknowledged(ticket->second, options.now());
    tickets.erase(ticket);
  }

  void on_message(const mosquitto_message& message) {
    const std::string_view payload{static_cast<const char*>(message.payload), static_cast<std::size_t>(std::max(0, message.payloadlen))};
    if (session->topic("again") == message.topic) session->asked_again(payload, options.now());
    else if (options.remote) options.remote->heard(message.topic, payload);
  }

  void drop() {
    line.reset(); // without a word: the broker publishes the last will
    tickets.clear();
    connected = false;
    dropped = false;
    if (session) session->disconnected(options.now());
  }

  void goodbye() {
    if (!session) return;
    save(true);
    if (!line || !session->is_connected()) return;
    const auto words = session->farewell("stopped");
    int id = 0;
    bool taken = false;
    if (mosquitto_publish(line.get(), &id, session->topic("state").c_str(), static_cast<int>(words.size()), words.data(), 1, true) ==
        MOSQ_ERR_SUCCESS) {
      tickets[id] = 0;
      const auto end = std::chrono::steady_clock::now() + longest_goodbye;
      while (!taken && std::chrono::steady_clock::now() < end && mosquitto_loop(line.get(), 50, 1) == MOSQ_ERR_SUCCESS)
        taken = !tickets.contains(id);
    }
    if (taken) mosquitto_disconnect(line.get()); // else the last will speaks
    save(true);
  }
};

FleetDriver::FleetDriver(FleetOptions options) {
  static const int library = mosquitto_lib_init(); // never cleaned up: a thread that was left behind may still use it
  static_cast<void>(library);
  impl_ = std::make_shared<Impl>(std::move(options));
  std::thread([impl = impl_] {
    impl->run();
    impl->line.reset();
    impl->tail.reset();
    const std::lock_guard lock{impl->mutex};
    impl->ended = true;
    impl->wake.notify_all();
  }).detach();
}

void FleetDriver::stop_soon() {
  const std::lock_guard lock{impl_->mutex};
  impl_->stopping = true;
  impl_->wake.notify_all();
}

FleetDriver::~FleetDriver() {
  stop_soon();
  std::unique_lock lock{impl_->mutex};
  impl_->wake.wait(lock, [this] { return !impl_->in_remote; });
  if (!impl_->wake.wait_for(lock, longest_stop, [this] { return impl_->ended; }))
    spdlog::warn("fleet: a connection hangs and is left behind");
}

BrokerState FleetDriver::broker() const { return {impl_->connected, impl_->waiting}; }

} // namespace kiosk::fleet
