// Answers of the store's REST API: every reader takes or refuses every body, texts come back as they were
// written, and so do sums.
#include "devices/fiscal/json_tree.h"
#include "engine/base/outside_text.h"
#include "engine/catalog/product_bounds.h"
#include "engine/store/json_writer.h"
#include "engine/store/order_answers.h"
#include "engine/store/store_answers.h"
#include "engine/store/store_errors.h"
#include "engine/store/web_address.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>
#include <cstring>

namespace {

using namespace engine;
using namespace engine::store;

template <class T> const T* take(const Read<T>& read) {
  if (read) return &*read;
  fuzz::require(!read.error().empty(), "a refusal says why");
  return nullptr;
}

void read_every_way(std::string_view body) {
  const auto envelope = read_envelope(body);
  if (const auto* said = take(envelope)) {
    fuzz::require(said->text.size() <= 300, "an error's text is bounded");
    for (const auto call : {StoreCall::log_in, StoreCall::create_order, StoreCall::verify_card, StoreCall::pay_receipt})
      static_cast<void>(classify(call, 200, said->code, said->text));
    static_cast<void>(definitely_unpaid(200, said->code));
  }
  const auto tokens = read_tokens(body);
  if (const auto* pair = take(tokens)) fuzz::require(!pair->access.empty(), "tokens are tokens");
  take(read_user(body));
  const auto card = read_card(body);
  if (const auto* made = take(card)) fuzz::require(made->last_four().size() <= 4, "at most four digits of a card are kept");
  const auto code = read_code(body);
  if (const auto* sent = take(code)) fuzz::require(sent->code.wait >= Millis{0}, "a wait is not negative");
  take(read_receipt(body));
  const auto page = read_products(body);
  if (const auto* products = take(page)) {
    fuzz::require(products->products.size() <= products->received, "no product more than was received");
    for (const auto& product : products->products) {
      fuzz::require(product.name == engine::tidy(product.name, longest_name), "a name is bounded and tidy");
      fuzz::require(product.description == engine::tidy(product.description, longest_description), "a description is");
      fuzz::require(product.code.empty() || engine::is_identity(product.code, longest_code), "a code is one");
      fuzz::require(product.images.size() <= most_images, "pictures are bounded");
    }
  }
  take(read_product(body));
  take(read_categories(body));
  take(read_delivery(body));
}

/// An order that says what the input says is read as that.
void order_and_back(std::span<const std::uint8_t> bytes) {
  std::int64_t tiyin = 0;
  std::int64_t thousandths = 0;
  std::memcpy(&tiyin, bytes.data(), sizeof tiyin);
  std::memcpy(&thousandths, bytes.data() + sizeof tiyin, sizeof thousandths);
  // What a store could mean; beyond 2^53 tiyin a double would not have kept it.
  const auto sum = Money::tiyin(tiyin / 4);
  const auto quantity = Quantity::thousandths(static_cast<std::int64_t>(static_cast<std::uint64_t>(thousandths) / 4)); // none is below zero
  const auto words = fuzz::text_of(bytes.data() + 16, bytes.size() - 16);
  if (!devices::fiscal::is_utf8(words)) return;
  std::string text;
  JsonWriter<std::string> out(text);
  out.open_object().key("id").string("7").key("amount").number(sum.to_som_text()).key("total_amount").string(sum.to_som_text());
  out.key("status").string(words).key("receiver").open_object().key("address").string(words).close_object();
  out.key("items").open_array().open_object().key("product").number("5").key("price").number(sum.to_som_text());
  out.key("quantity").number(quantity.to_text()).close_object().close_array().close_object();
  OrderReader reader;
  const auto order = reader.read(text);
  if (words.size() > 1024) return fuzz::require(!order, "an address is not cut");
  fuzz::require(order.has_value(), "an order that is written is read");
  fuzz::require(order->amount == sum && order->total_amount == sum, "sums come back exactly");
  fuzz::require(order->status == engine::tidy(words, 200), "words come back tidied");
  fuzz::require(order->receiver.address == engine::tidy(words, 2048), "an address comes back whole");
  fuzz::require(order->items.size() == 1 && order->items[0].price == sum && order->items[0].quantity == quantity,
                "items come back exactly");
}

void check_address(std::string_view text) {
  const auto address = parse_web_address(text);
  if (!address) return;
  fuzz::require(!address->host.empty() && address->target.starts_with('/'), "an address has a host and a target");
  const auto clean = [](const std::string& part) {
    return std::ranges::none_of(part, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
  };
  fuzz::require(clean(address->host_header()) && clean(address->target), "nothing in it ends a line of a request");
  const auto again = parse_web_address((address->secure ? "https://" : "http://") + address->host_header() + address->target);
  fuzz::require(again && again->origin() == address->origin() && again->target == address->target,
                "an address that is written is read back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read_every_way(text);
  if (size >= 16) order_and_back({data, size});
  check_address(text);
  return 0;
}
