#include "kiosk/fleet/signed_order.h"

#include "engine/base/outside_text.h"
#include "engine/config/remote_layer.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <initializer_list>

namespace kiosk::fleet {
namespace {

namespace json = boost::json;

constexpr std::size_t signature_letters = 88;

/// A fault of a text that was signed.
struct Mistake {
  std::string why;
};

std::int64_t integer(const json::object& o, std::string_view name, std::int64_t least, std::int64_t most) {
  const auto* value = o.if_contains(json::string_view{name.data(), name.size()});
  if (!value || !value->is_int64() || value->get_int64() < least || value->get_int64() > most)
    throw Mistake{fmt::format("{}: must be a whole number from {} to {}", name, least, most)};
  return value->get_int64();
}

std::string text(const json::object& o, std::string_view name, std::size_t longest) {
  const auto* value = o.if_contains(json::string_view{name.data(), name.size()});
  if (!value || !value->is_string() || value->get_string().size() > longest)
    throw Mistake{fmt::format("{}: must be a text of at most {} bytes", name, longest)};
  return {value->get_string().data(), value->get_string().size()};
}

void nothing_else(const json::object& o, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : o)
    if (std::ranges::find(known, std::string_view{name.data(), name.size()}) == known.end())
      throw Mistake{fmt::format("{}: is not known to this version", engine::tidy({name.data(), name.size()}, 40))};
}

UpdateOrder update(const json::object& o) {
  nothing_else(o, {"topic", "number", "version", "url", "sha256", "spread_seconds"});
  UpdateOrder order{.version = text(o, "version", 64),
                    .url = text(o, "url", 512),
                    .sha256 = text(o, "sha256", 64),
                    .spread_seconds = integer(o, "spread_seconds", 0, 86'400)};
  constexpr std::string_view of_versions = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-";
  if (order.version.empty() || order.version.find_first_not_of(of_versions) != std::string::npos || order.version[0] < '0' ||
      order.version[0] > '9')
    throw Mistake{"version: is none"};
  constexpr std::string_view secure = "https://";
  if (!order.url.starts_with(secure) || order.url.size() == secure.size() || !engine::is_token(order.url, 512) ||
      order.url.find('@') != std::string::npos)
    throw Mistake{"url: must be an https:// address"};
  if (order.sha256.size() != 64 || order.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw Mistake{"sha256: must be 64 hexadecimal digits in lower case"};
  return order;
}

} // namespace

tl::expected<SignedOrder, NoOrder> read_order(OrderKind kind, std::string_view topic, std::string_view message,
                                              const engine::PublicKeys& keys) {
  const auto refused = [](std::string why) { return tl::unexpected(NoOrder{.unsigned_ = true, .number = 0, .why = std::move(why)}); };
  if (message.size() > longest_order) return refused("is too long");
  if (message.size() < signature_letters + 2 || message[signature_letters] != '\n') return refused("has no signature");
  const auto signature = engine::signature_from_base64(message.substr(0, signature_letters));
  const auto body = message.substr(signature_letters + 1);
  if (signature.empty() || !keys.signed_by_one(body, signature)) return refused("is not signed by a key of this kiosk");

  NoOrder mistake{.unsigned_ = false, .number = 0, .why = {}};
  json::error_code error;
  const auto value = json::parse(json::string_view{body.data(), body.size()}, error);
  if (error || !value.is_object()) return refused("is signed, and no JSON object");
  const auto& o = value.get_object();
  try {
    // Signed, but for somebody or something else: not worth more than a wrong signature.
    if (text(o, "topic", 200) != topic) return refused("was signed for another topic");
    SignedOrder order{.number = integer(o, "number", 1, most_number), .what = BundleOrder{}};
    mistake.number = order.number;
    switch (kind) {
    case OrderKind::config:
      nothing_else(o, {"topic", "number", "text"});
      order.what = ConfigOrder{text(o, "text", engine::longest_layer)};
      break;
    case OrderKind::bundle: nothing_else(o, {"topic", "number"}); break;
    case OrderKind::update: order.what = update(o); break;
    }
    return order;
  } catch (const Mistake& m) {
    if (mistake.number == 0) return refused(m.why);
    mistake.why = m.why;
    return tl::unexpected(std::move(mistake));
  }
}

} // namespace kiosk::fleet
