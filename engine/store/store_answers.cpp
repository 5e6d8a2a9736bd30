#include "engine/store/store_answers.h"

#include "engine/base/log.h"
#include "engine/store/json_reader.h"
#include <algorithm>

namespace engine::store {
namespace {

// Bytes. Words are cut, tokens are refused.
constexpr std::size_t longest_error = 300;
constexpr std::size_t longest_error_code = 40;
constexpr std::size_t longest_person = 64;
constexpr std::size_t longest_phone = 32;
constexpr std::size_t longest_token = 4096;
constexpr std::int64_t longest_wait_ms = 10 * 60 * 1000;

/// A text, or the first text of {"ru":…,"uz":…} / {"message":…} / ["…"].
std::string first_words_of(json::value value, std::size_t most_bytes) {
  std::string words;
  if (is_object(value)) {
    for_each_field(value.get_object(), [&](std::string_view, json::value v) {
      if (words.empty() && v.type() == json::json_type::string) words = text_of(v);
    });
  } else if (is_array(value)) {
    for_each_element(value, [&](json::value v) {
      if (words.empty()) words = text_of(v);
    });
  } else {
    words = text_of(value);
  }
  // The text is masked before it is cut, because half a card number would not be recognised. Masking makes no text longer, so the bound holds.
  return mask_numbers(tidy(mask_numbers(tidy(words, 4 * most_bytes)),
                           most_bytes)); // a server that repeats a card or a phone does not bring it into log and journal
}

/// A text that a later request carries in its header, address or body. It is a secret, so no error repeats it.
std::string token_of(json::value value) {
  auto token = text_of(value);
  if (!token.empty() && !is_token(token, longest_token)) throw BadAnswer(fmt::format("a token is none: {} bytes", token.size()));
  return token;
}

bool is_error(json::value value) {
  switch (json::json_type(value.type())) {
  case json::json_type::null: return false;
  case json::json_type::boolean: return bool{value.get_bool()};
  case json::json_type::string: return !text_of(value).empty();
  default: return true;
  }
}

Customer read_customer(json::object object) {
  Customer customer;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "first_name") customer.first_name = words_of(value, longest_person);
    if (name == "last_name") customer.last_name = words_of(value, longest_person);
    if (name == "phone") customer.phone = words_of(value, longest_phone);
    if (name == "cashback_balance") customer.cashback_balance = som_or_zero_of(value, "cashback_balance");
  });
  return customer;
}

void read_token_pair(json::object object, Tokens& tokens) {
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "access") tokens.access = token_of(value);
    if (name == "refresh" || name == "refresh_token") tokens.refresh = token_of(value);
  });
}

/// One level of a token answer: access or token (a text, or an object with both), refresh or refresh_token, data.
void read_token_level(json::object object, Tokens& tokens) {
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "data" && is_object(value)) return read_token_level(value.get_object(), tokens);
    if (name == "token" && is_object(value)) return read_token_pair(value.get_object(), tokens);
    if (name == "access" || name == "token") {
      if (auto text = token_of(value); !text.empty()) tokens.access = std::move(text);
    }
    if (name == "refresh" || name == "refresh_token") {
      if (auto text = token_of(value); !text.empty()) tokens.refresh = std::move(text);
    }
  });
}

} // namespace

Read<Envelope> read_envelope(std::string_view body) {
  return read_json(body, [](json::document& document) {
    Envelope envelope;
    if (document.type() == json::json_type::array) return envelope;
    for_each_field(document.get_object(), [&](std::string_view name, json::value value) {
      if (name == "success" && value.type() == json::json_type::boolean) envelope.success = bool{value.get_bool()};
      if (name == "errorCode") envelope.code = first_words_of(value, longest_error_code);
      const bool names_error = name == "errMessage" || name == "errorMessage" || name == "error" || name == "detail" ||
                               (name == "message" && envelope.text.empty());
      if (name == "error" || name == "errMessage" || name == "errorMessage") envelope.has_error |= is_error(value);
      if (!names_error) return;
      if (auto words = first_words_of(value, longest_error); !words.empty()) envelope.text = std::move(words);
    });
    return envelope;
  });
}

Read<Tokens> read_tokens(std::string_view body) {
  return read_json(body, [](json::document& document) {
    Tokens tokens;
    read_token_level(document.get_object(), tokens);
    if (tokens.access.empty()) throw BadAnswer("the answer holds no access token");
    return tokens;
  });
}

Read<Customer> read_user(std::string_view body) {
  return read_json(body, [](json::document& document) {
    std::optional<Customer> customer;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name == "user" && is_object(value)) customer = read_customer(value.get_object());
    });
    if (!customer) {
      document.rewind();
      for_each_field(document.get_object(), [&](std::string_view name, json::value value) {
        if (name == "data" && is_object(value)) customer = read_customer(value.get_object());
      });
    }
    if (!customer || customer->phone.empty()) throw BadAnswer("the answer holds no user");
    return *customer;
  });
}

std::string CardAnswer::last_four() const {
  if (masked_number.size() < 4) return {};
  auto last = masked_number.substr(masked_number.size() - 4);
  return std::ranges::all_of(last, [](char c) { return (c >= '0' && c <= '9') || c == '*'; }) ? last : std::string{};
}

Read<CardAnswer> read_card(std::string_view body) {
  return read_json(body, [](json::document& document) {
    std::optional<CardAnswer> card;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name != "card" || !is_object(value)) return;
      card.emplace();
      for_each_field(value.get_object(), [&](std::string_view field, json::value v) {
        if (field == "token") card->token = token_of(v);
        if (field == "number") card->masked_number = words_of(v, longest_phone);
        if (field == "verify" && v.type() == json::json_type::boolean) card->verified = bool{v.get_bool()};
      });
    });
    if (!card) throw BadAnswer("the answer holds no card");
    return *card;
  });
}

Read<CodeAnswer> read_code(std::string_view body) {
  return read_json(body, [](json::document& document) {
    CodeAnswer answer;
    bool found = false;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name == "sent") {
        answer.sent = truth_of(value, true);
        found = true;
      }
      if (name == "phone") answer.code.phone = mask_numbers(words_of(value, longest_phone)); // the screen stands in a shop
      if (name == "wait") {
        const auto wait = exact_integer(text_of(value));
        if (wait && *wait >= 0 && *wait <= longest_wait_ms) answer.code.wait = Millis{*wait};
        found = true;
      }
    });
    if (!found) throw BadAnswer("the answer does not say whether a code was sent");
    return answer;
  });
}

Read<ReceiptAnswer> read_receipt(std::string_view body) {
  return read_json(body, [](json::document& document) {
    std::optional<ReceiptAnswer> receipt;
    for_each_data_field(document, [&](std::string_view name, json::value value) {
      if (name != "receipt" || !is_object(value)) return;
      receipt.emplace();
      for_each_field(value.get_object(), [&](std::string_view field, json::value v) {
        if (field == "_id") receipt->id = text_of(v); // compared or, by who made the receipt, checked
        if (field == "state" && !is_null(v)) receipt->state = integer_of(v, "state of the receipt");
      });
    });
    if (!receipt) throw BadAnswer("the answer holds no receipt");
    return *receipt;
  });
}

} // namespace engine::store
