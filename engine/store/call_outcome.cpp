#include "engine/store/call_outcome.h"

#include <fmt/format.h>

namespace engine::store {
namespace {

std::variant<std::string, Refused, Unknown> judge(StoreCall what, HttpAnswer answer) {
  const auto envelope = read_envelope(answer.body);
  const bool good_status = answer.status >= 200 && answer.status < 300;
  // Deleting and clearing may be answered without a body; nothing is read from it.
  if (good_status && what == StoreCall::clear_cart && (!envelope || !envelope->refused())) return std::move(answer.body);
  if (good_status && envelope && !envelope->refused()) return std::move(answer.body);

  const auto code = envelope ? envelope->code : std::string{};
  const auto text = envelope && !envelope->text.empty() ? envelope->text : fmt::format("HTTP {}", answer.status);
  Refused refused{classify(what, answer.status, code, text), code.empty() ? std::to_string(answer.status) : code, text};
  if (answer.status == 401) return refused;
  if (good_status && !envelope) return Unknown{"unreadable answer: " + envelope.error()};
  if (what == StoreCall::read || what == StoreCall::log_in) return refused;
  if (!envelope) return Unknown{fmt::format("HTTP {} without a readable reason", answer.status)};
  if (what == StoreCall::pay_receipt && !definitely_unpaid(answer.status, code))
    return Unknown{fmt::format("the store answered {} {} {}", answer.status, code, text)};
  return refused;
}

} // namespace

std::variant<std::string, Refused, Unknown> success_body(StoreCall what, CallResult result) {
  using Judged = std::variant<std::string, Refused, Unknown>;
  return std::visit(overloaded{[&](HttpAnswer& answer) -> Judged { return judge(what, std::move(answer)); },
                               [](NotSent& not_sent) -> Judged {
                                 return Refused{not_sent.why, "", not_sent.text};
                               },
                               [](NoAnswer& none) -> Judged { return Unknown{none.why}; }},
                    result);
}

} // namespace engine::store
