#pragma once
// The three ways in which a request to the world can end. "Unknown" is never folded into the other two: the caller
// must find out by asking, and must not send the request again (engine/checkout/UNKNOWN.md).
#include <boost/describe/enum.hpp>
#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace engine {

/// The meaning of a refusal for the customer; it chooses the words on the screen. `service` covers every cause that is
/// neither the customer's nor the card's.
enum class RefusalClass {
  wrong_code,   ///< the SMS code does not match; may be typed again
  dead_code,    ///< the code has lapsed or its attempts are used up; a new one must be asked for
  card_refused, ///< this card cannot be used (number, expiry, blocked, SMS service off)
  money,        ///< not enough money on the card, or a limit
  service,      ///< the other side is down or refuses for reasons of its own
  unauthorized, ///< a definite 401 after one refresh
  not_found,    ///< the thing asked for does not exist
  invalid,      ///< the other side says that the request itself is wrong
  unavailable,  ///< definitely not sent: no connection, device absent
};
BOOST_DESCRIBE_ENUM(RefusalClass, wrong_code, dead_code, card_refused, money, service, unauthorized, not_found, invalid, unavailable)

/// Definitely not done.
struct Refused {
  RefusalClass why = RefusalClass::service;
  std::string code; ///< the other side's own code, for the log; empty when it gave none
  std::string text; ///< the other side's own words, or ours in English
};

/// Sent, or perhaps sent, and no answer that can be believed.
struct Unknown {
  std::string why; ///< English, for the log
};

struct Done {}; ///< success without a value

template <class T> using Outcome = std::variant<T, Refused, Unknown>;

/// Called exactly once, on the I/O thread, never from inside the call that took it.
template <class T> using Reply = std::function<void(Outcome<T>)>;

template <class... Fs> struct overloaded : Fs... { using Fs::operator()...; };
template <class... Fs> overloaded(Fs...) -> overloaded<Fs...>;

} // namespace engine
