// Messages that a broker may send: unsigned, or signed by the owner and still nonsense. Only a message that is signed for this topic moves the state. Such
// a message can be written down and read again, is not taken twice, and changes no key of the machine's own file that is not on the list. The first byte
// says which topic, and whether the owner signs what follows.
#include "engine/config/remote_layer.h"
#include "kiosk/fleet/fleet_session.h"
#include "kiosk/fleet/remote.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/temporary_file.h"
#include "tests/kiosk/fleet/signer.h"

using namespace kiosk::fleet;

namespace {

struct World {
  fuzz::TemporaryFile keys{"keys"}, password{"store.password"};
  test::Signer owner;
  engine::PublicKeys readable;
  std::string own;
  World() {
    readable = test::keys_of(keys.path(), owner.public_pem());
    password.write("word\n");
    std::filesystem::permissions(password.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    own = "[kiosk]\nid = \"k-1\"\n[store]\napi_url = \"https://a.example/api\"\norders_url = \"wss://a.example/ws\"\nphone = "
          "\"998991234567\"\n"
          "password_file = \"" +
          password.path().string() + "\"\nattributes_file = \"\"\n[cash]\nport = \"/dev/ttyUSB1\"\ndenominations = [1000, 5000]\n";
  }
};

World& world() {
  static World one;
  return one;
}

void look_at_layer(const std::string& layer) {
  const auto both = engine::parse_layered(world().own, layer, "/");
  fuzz::require(both.has_value(), "a layer never keeps a kiosk from starting");
  const auto& config = both->config;
  fuzz::require(config.kiosk.id == "k-1" && config.store.api_url == "https://a.example/api" && config.store.phone == "998991234567",
                "the store and the name stay");
  fuzz::require(config.cash && config.cash->port == "/dev/ttyUSB1" && !config.health && !config.fleet && !config.fiscal &&
                    config.districts.empty(),
                "so do the machines");
  for (const auto note : config.cash->denominations) fuzz::require(note == 1000 || note == 5000, "no note is added");
  for (const auto& fault : both->left_out) fuzz::require(!fault.empty() && fault.find('\n') == std::string::npos, "a fault is one line");
  if (both->left_out.empty()) static_cast<void>(engine::lines_of_layer(layer));
}

void follow(const SignedOrder& order) {
  RemoteState state;
  const auto faults = [](const std::string& layer) { return engine::parse_layered(world().own, layer, "/")->left_out; };
  if (const auto* config = std::get_if<ConfigOrder>(&order.what)) {
    look_at_layer(config->text);
    const auto first = take_config(state, order, faults, {});
    fuzz::require(first != ConfigTaken::old, "a first version is new");
    fuzz::require(take_config(state, order, faults, {}) == ConfigTaken::old, "and old the second time");
    fuzz::require((first == ConfigTaken::waits) == begin_config(state, faults).trial, "what waits is tried");
    begin_config(state, faults);
    fuzz::require(!state.trial, "what did not end in order is not tried again");
  } else if (std::holds_alternative<BundleOrder>(order.what)) {
    fuzz::require(take_bundle(state, order.number, 1'000'000, false) == BundleTaken::make, "the first of a day");
    fuzz::require(take_bundle(state, order.number, 1'000'000 + day_ms, false) == BundleTaken::old, "once for each number");
  } else {
    static_cast<void>(take_update(state, order, "0.1.0", "k-1", 1'000'000));
    fuzz::require(take_update(state, order, "0.1.0", "k-1", 1'000'000) == UpdateTaken::old, "once for each number");
    if (update_is_due(state, "0.1.0", 1'000'000 + day_ms)) fuzz::require(state.update->url.starts_with("https://"), "fetched over TLS");
  }
  const auto text = to_text(state);
  const auto read = remote_state_from(text);
  fuzz::require(read && to_text(*read) == text, "what is written down is read again");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = fuzz::text_of(data + 1, size - 1);
  const auto kind = data[0] % 3 == 0 ? OrderKind::config : data[0] % 3 == 1 ? OrderKind::bundle : OrderKind::update;
  const std::string topic = kind == OrderKind::config   ? "kiosk/k-1/config"
                            : kind == OrderKind::bundle ? "kiosk/k-1/bundle"
                                                        : "fleet/update/all";
  const bool is_signed = (data[0] & 0x40) != 0;
  const auto order = read_order(kind, topic, is_signed ? world().owner.sign(std::string{text}) : std::string{text}, world().readable);
  if (order) {
    fuzz::require(is_signed, "nobody else is listened to");
    fuzz::require(order->number >= 1 && order->number <= most_number, "a number is one");
    follow(*order);
  } else {
    fuzz::require(!order.error().why.empty() && order.error().why.size() < 300, "why is said, in bounds");
    fuzz::require(is_signed || order.error().unsigned_, "a stranger's number counts for nothing");
  }
  // The rest of what is read from outside.
  look_at_layer(std::string{text});
  static_cast<void>(remote_state_from(std::string{text}));
  for (const auto& [name, value] : update_status_of(text)) fuzz::require(value.as_string().size() <= 200, "the system's words are bounded");
  const auto line = redact_line(text);
  fuzz::require(line.size() <= 4 * text.size() + 16, "a line stays about as long");
  FleetSession session{{.kiosk = "k-1"}, {}};
  session.asked_again(text, engine::Instant{engine::Millis{1}});
  return 0;
}
