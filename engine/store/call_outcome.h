#pragma once
// From the ending of a REST call to the outcome that its caller gets: done, refused or unknown
// (engine/checkout/UNKNOWN.md; rules R14). Both forms of failure are understood: an HTTP status, and 200 with success:false
// (engine/store/PROTOCOL.md section 2).
//
// A 2xx answer that cannot be read is Unknown. A failure is Refused when the store says so in readable JSON. Without readable
// JSON only a call that changes nothing is Refused. receipts_pay is stricter: see definitely_unpaid().
#include "engine/store/account_calls.h"
#include "engine/store/store_answers.h"

namespace engine::store {

/// The body of an answer that says success itself, or why there is none.
std::variant<std::string, Refused, Unknown> success_body(StoreCall what, CallResult result);

/// `read(body)` -> Read<T>.
template <class T, class Reader> Outcome<T> outcome_of(StoreCall what, CallResult result, Reader&& read) {
  return std::visit(overloaded{[&](const std::string& body) -> Outcome<T> {
                                 auto value = read(std::string_view{body});
                                 if (value) return T(std::move(*value));
                                 return Unknown{value.error()};
                               },
                               [](const Refused& refused) -> Outcome<T> { return refused; },
                               [](const Unknown& unknown) -> Outcome<T> { return unknown; }},
                    success_body(what, std::move(result)));
}

} // namespace engine::store
