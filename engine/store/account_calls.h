#pragma once
// The REST calls of one account: log-in, one refresh and one replay after a 401 with parallel calls queued behind it,
// log-in again with growing waits when refreshing fails, a deadline on everything (engine/store/PROTOCOL.md sections 4 and 8; rules R14).
//
// A 401 means that the call was not carried out. So every call, receipts_pay too, may be sent a second time after a 401.
// No call is sent twice for any other reason. Tokens live in this object only. Pure: time and answers in, actions into the wire queue.
#include "engine/store/outbox.h"
#include "engine/store/store_errors.h"
#include <map>

namespace engine::store {

/// The call was certainly not sent, or was answered by a 401 and not sent again.
struct NotSent {
  RefusalClass why = RefusalClass::unavailable;
  std::string text;
};
/// The call was sent or perhaps sent, and has no answer.
struct NoAnswer {
  std::string why;
};
using CallResult = std::variant<HttpAnswer, NotSent, NoAnswer>;

struct CallSpec {
  StoreCall what = StoreCall::read;
  std::string method;
  std::string url;
  Body body;
  enum class Auth {
    none,
    if_known, ///< the token goes along when there is one
    required, ///< waits for a log-in or refresh that is under way
  } auth = Auth::required;
  std::size_t max_body = 1024 * 1024;
};

class AccountCalls {
public:
  using OnResult = std::function<void(CallResult)>;
  struct Settings {
    std::string name;    ///< for the log
    std::string api_url; ///< without a trailing slash
    Millis deadline{30'000};
    Millis longest_wait{30'000};          ///< between log-ins while the store cannot be reached
    Millis longest_wait_refused{300'000}; ///< between log-ins that the store refuses
    bool keeps_password = true;           ///< log in again by itself
  };
  AccountCalls(Outbox& outbox, Settings settings) : outbox_(outbox), settings_(std::move(settings)) {}

  /// Starts a log-in with this body of POST /token. `on_first` gets the answer of that one request; may be empty.
  void log_in(std::shared_ptr<const SecretBuffer> body, OnResult on_first);
  /// The result never comes from inside this call.
  void call(CallSpec spec, OnResult on_result);
  /// The orders socket's handshake was refused with this token: refreshes the token unless that is under way or was done since.
  void renew(const std::string& refused_token);
  /// Forgets tokens and password and ends every call.
  void forget();

  [[nodiscard]] bool has_token() const { return !access_.empty(); }
  [[nodiscard]] const std::string& token() const { return access_; }
  [[nodiscard]] const std::string& log_in_refusal() const { return log_in_refusal_; }

  /// false: not a request of this account.
  bool on_answer(RequestId id, HttpAnswer answer);
  bool on_failed(RequestId id, Sent sent, const std::string& why);
  void on_time();
  [[nodiscard]] std::optional<Instant> deadline() const;

  std::function<void()> on_token;                              ///< a new token, or none any more
  std::function<void(bool reachable, Millis took)> on_contact; ///< the server answered, or could not be reached

private:
  enum class Phase {
    signed_out,
    logging_in,
    ready,
    refreshing,
    waiting, ///< for the next log-in
  };
  struct Call {
    CallSpec spec;
    OnResult on_result;
    Instant sent;
    Instant deadline;
    std::uint64_t generation = 0; ///< of the token that went along; 0 = none did
    bool replayed = false;
  };
  void send(Call call);
  void send_log_in();
  void send_refresh();
  void send_auth(const char* path, Body body);
  void on_auth_answer(const HttpAnswer& answer);
  void on_auth_failed(const std::string& why);
  void log_in_failed(bool refused, const std::string& why);
  void use_tokens(std::string access, std::string refresh);
  void drop_tokens();
  void release_waiting();
  void end_waiting(const NotSent& result);
  void finish(Call call, CallResult result);
  bool replay_after_401(Call& call);
  [[nodiscard]] bool is_api(const Call& call) const;
  void contact(bool answered, Instant sent);
  void log_call(const Call& call, const char* ending) const;

  Outbox& outbox_;
  Settings settings_;
  Phase phase_ = Phase::signed_out;
  std::string access_;
  std::string refresh_;
  std::uint64_t generation_ = 0;
  std::shared_ptr<const SecretBuffer> log_in_body_;
  OnResult on_first_log_in_;
  std::string log_in_refusal_;
  RequestId auth_request_ = 0; ///< the log-in or refresh under way
  Instant auth_sent_;
  int failures_ = 0;
  Instant next_log_in_;
  std::map<RequestId, Call> in_flight_;
  std::deque<Call> waiting_; ///< for a token
};

} // namespace engine::store
