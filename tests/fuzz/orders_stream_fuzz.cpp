// Lists of orders from the socket: in pieces the same as whole, as many as a JSON parser finds, and never
// more in memory than the limits.
#include "engine/store/order_answers.h"
#include "engine/store/orders_stream.h"
#include "tests/fuzz/fuzz.h"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace {

using namespace engine::store;

constexpr OrdersStream::Limits narrow{.order = 512, .envelope = 1024, .depth = 32};

struct Seen {
  std::vector<std::string> orders;
  std::string envelope;
  std::size_t cut = 0;
  bool complete = false;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen stream(std::string_view text, std::size_t piece) {
  OrdersStream stream{narrow};
  Seen seen;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    stream.feed(text.substr(at, piece), [&](std::string_view order, bool whole) {
      fuzz::require(whole ? order.size() <= narrow.order : order.size() == narrow.order, "what is cut fills the bound");
      seen.orders.emplace_back(order);
    });
    fuzz::require(stream.held() <= narrow.order + narrow.envelope, "what is held is bounded");
  }
  fuzz::require(stream.orders() == seen.orders.size(), "orders are counted");
  seen.envelope = stream.envelope();
  seen.cut = stream.cut();
  seen.complete = stream.complete();
  return seen;
}

/// The list of orders of a valid message by another parser; nullptr when there is none. Later keys win there
/// and the first list wins here, so messages with a key twice are left to the other checks.
const boost::json::array* list_in(const boost::json::value& message) {
  if (const auto* list = message.if_array()) return list;
  const auto* object = message.if_object();
  if (object == nullptr) return nullptr;
  const auto* data = object->if_contains("data");
  const auto* orders = object->if_contains("orders");
  if (data != nullptr && orders != nullptr) return nullptr;
  if (orders != nullptr) return orders->if_array();
  if (data == nullptr) return nullptr;
  if (const auto* list = data->if_array()) return list;
  const auto* inner = data->if_object();
  const auto* deep = inner == nullptr ? nullptr : inner->if_contains("orders");
  return deep == nullptr ? nullptr : deep->if_array();
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto whole = stream(text, size + 1);
  fuzz::require(whole == stream(text, 1), "a message whole and byte by byte is the same");
  fuzz::require(whole == stream(text, 11), "a message whole and in pieces is the same");

  OrderReader reader;
  OrderReader fresh;
  for (const auto& order : whole.orders) {
    const auto read = reader.read(order);
    const auto again = fresh.read(order);
    fuzz::require(read.has_value() == again.has_value(), "an order reads the same twice");
    if (read)
      fuzz::require(!read->id.empty() && read->amount == again->amount && read->items.size() == again->items.size(), "an order has an id");
    else fuzz::require(!read.error().empty(), "a refusal says why");
  }
  static_cast<void>(read_socket_message(whole.envelope));
  if (const auto message = read_socket_message(text)) fuzz::require(message->envelope.text.size() <= 300, "an error's text is bounded");

  boost::system::error_code fault;
  const auto message = boost::json::parse(boost::json::string_view{text.data(), text.size()}, fault);
  if (fault || occurrences(text, "data") > 1 || occurrences(text, "orders") > 2 || text.find('\\') != std::string_view::npos) return 0;
  const auto* list = list_in(message);
  if (list == nullptr || !whole.complete) return 0;
  for (const auto& order : *list)
    if (!order.is_object()) return 0;
  fuzz::require(whole.orders.size() == list->size() && whole.cut <= list->size(), "as many orders as the list has");
  return 0;
}
