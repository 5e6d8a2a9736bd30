#pragma once
// Answers of the REST API (engine/store/PROTOCOL.md sections 2 to 5 and 7): bodies in, values out, every shape that known clients rely
// on. Pure; reads with simdjson. An error is an English sentence for the log: such an answer is not to be believed.
#include "engine/catalog/catalog_source.h"
#include "engine/ports/store.h"
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace engine::store {

template <class T> using Read = tl::expected<T, std::string>;

/// The members that every answer has, by HTTP and on the socket.
struct Envelope {
  std::optional<bool> success;
  bool has_error = false; ///< a top-level `error` that is neither null, false nor empty, or an errMessage
  std::string code;       ///< errorCode as text, numbers included; at most 40 bytes; empty when null
  std::string text;       ///< errMessage, errorMessage, error, detail or message; at most 300 bytes, tidied
  [[nodiscard]] bool refused() const { return success ? !*success : has_error; }
};
Read<Envelope> read_envelope(std::string_view body);

struct Tokens {
  std::string access;
  std::string refresh; ///< empty: keep the old one
};
/// POST /token and the three answers of POST /token/refresh (engine/store/PROTOCOL.md section 4).
Read<Tokens> read_tokens(std::string_view body);
/// GET /users/me; also data.user beside the token.
Read<Customer> read_user(std::string_view body);

struct CardAnswer {
  std::string token; ///< may be missing in verify_card's answer
  std::string masked_number;
  std::optional<bool> verified;
  [[nodiscard]] std::string last_four() const;
};
Read<CardAnswer> read_card(std::string_view body);

struct CodeAnswer {
  bool sent = true;
  CodeSent code;
};
Read<CodeAnswer> read_code(std::string_view body);

struct ReceiptAnswer {
  std::string id;                    ///< _id as it came; the caller that keeps it checks it
  std::optional<std::int64_t> state; ///< 4 = paid (engine/store/PROTOCOL.md section 10.1)
};
Read<ReceiptAnswer> read_receipt(std::string_view body);

/// data.items[] with total_records or totalItems.
Read<ProductPage> read_products(std::string_view body);
/// data.items = one object, or data itself.
Read<Product> read_product(std::string_view body);
Read<std::vector<Category>> read_categories(std::string_view body);
/// {min_amount, free_distance, price_per_km}, or {minimumSum}: from that sum on delivery is free (engine/store/PROTOCOL.md section 5).
Read<DeliveryTerms> read_delivery(std::string_view body);

} // namespace engine::store
