// What may be changed from afar, and that nothing else may.
#include "engine/config/remote_layer.h"
#include "tests/engine/config/config_folder.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <regex>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RemoteLayer : public ConfigFolder {
protected:
  RemoteLayer() { write("store.password", "secret word\n"); }
  const std::string own =
      "# mine\n[kiosk]\nid = \"nukus-01\"\n[store]\napi_url = \"https://globus-nukus.uz/api\"\norders_url = "
      "\"wss://globus-nukus.uz/ws/orders\"\n"
      "phone = \"998991234567\"\npassword_file = \"store.password\"\nattributes_file = \"\"\n[cash]\nport = \"/dev/ttyUSB1\"\n"
      "denominations = [1000, 5000, 10000]\n[payment]\nmethods = [\"cash\", \"later\"]\n";
  LayeredConfig over(const std::string& layer) { return parse_layered(own, layer, folder_).value(); }
  std::vector<std::string> faults(const std::string& layer) { return over(layer).left_out; }
};

TEST_F(RemoteLayer, WhatIsAllowedLiesOverTheMachinesOwnFile) {
  const auto both = over("[kiosk]\nname = \"Other\"\nlanguages = [\"ru\", \"uz\"]\nidle_seconds = 90\npicture_cache_mb = "
                         "128\n[store]\nsync_minutes = 30\n[cash]\n"
                         "denominations = [5000]\nabandon_seconds = 200\ncassette_capacity = 600\n[payment]\nmethods = [\"later\"]\n");
  ASSERT_THAT(both.left_out, IsEmpty());
  EXPECT_EQ(both.config.kiosk.name, "Other");
  EXPECT_EQ(both.config.kiosk.idle.count(), 90);
  EXPECT_THAT(both.config.kiosk.languages, ElementsAre("ru", "uz"));
  EXPECT_EQ(both.config.store.sync_every.count(), 30);
  EXPECT_THAT(both.config.cash->denominations, ElementsAre(5000));
  EXPECT_FALSE(both.config.payment.cash);
  EXPECT_EQ(both.config.kiosk.id, "nukus-01");
  EXPECT_EQ(both.config.cash->port, "/dev/ttyUSB1") << "what the layer does not name is as it was";
}

/// Every key of the example, and so (tree.documents) of the reader: allowed by name, or refused.
TEST_F(RemoteLayer, EveryOtherKeyIsRefused) {
  const std::vector<std::string> allowed{"kiosk.name",         "kiosk.languages",    "kiosk.idle_seconds",   "kiosk.picture_cache_mb",
                                         "store.sync_minutes", "cash.denominations", "cash.abandon_seconds", "cash.cassette_capacity",
                                         "payment.methods"};
  std::ifstream in{std::string{SOURCE_DIR} + "/assets/config/kiosk.example.toml"};
  const std::regex section{R"(^(?:# )?\[+([a-z.]+)\]+.*)"}, key{R"(^(?:# )?([a-z_]+) = ("[^"]*"|\[[^\]]*\]|[^ #]+).*)"};
  std::string name;
  int refused = 0, taken = 0;
  for (std::string line; std::getline(in, line);) {
    std::smatch found;
    if (std::regex_match(line, found, section)) name = found[1];
    else if (std::regex_match(line, found, key)) {
      const auto full = name + "." + found.str(1);
      const auto layer =
          (name == "delivery.district" ? "[[delivery.district]]\n" : "[" + name + "]\n") + found.str(1) + " = " + found.str(2) + "\n";
      const bool may = std::ranges::find(allowed, full) != allowed.end();
      const auto said = faults(layer);
      const bool barred = std::ranges::any_of(said, [](const auto& fault) { return fault.ends_with("is not to be changed from afar"); });
      EXPECT_EQ(barred, !may) << layer;
      ++(may ? taken : refused);
    }
  }
  EXPECT_EQ(taken, 9);
  EXPECT_GT(refused, 35);
}

TEST_F(RemoteLayer, NotesAndMethodsAreLeftOutNeverAdded) {
  EXPECT_THAT(faults("[cash]\ndenominations = [1000, 200000]\n"),
              ElementsAre("cash.denominations: from afar only notes that the machine's own file takes"));
  EXPECT_THAT(faults("[payment]\nmethods = [\"card\"]\n"),
              ElementsAre("payment.methods: from afar only methods that the machine's own file offers"));
  EXPECT_THAT(faults("[payment]\nmethods = []\n"), ElementsAre(HasSubstr("at least one")));
}

TEST_F(RemoteLayer, LimitsAreNarrowerThanAtTheMachine) {
  EXPECT_THAT(faults("[kiosk]\nidle_seconds = 3600\n"), ElementsAre("kiosk.idle_seconds: from afar only from 20 to 300"));
  EXPECT_THAT(faults("[kiosk]\nidle_seconds = 19\n"), ElementsAre(HasSubstr("from 20")));
  EXPECT_THAT(faults("[cash]\nabandon_seconds = 1\n"), ElementsAre(HasSubstr("from 120")));
  EXPECT_THAT(faults("[store]\nsync_minutes = 1440\n"), ElementsAre(HasSubstr("to 240")));
}

TEST_F(RemoteLayer, FaultsOfTheConfigurationAreTheLayersFaults) {
  EXPECT_THAT(faults("[kiosk]\nlanguages = [\"xx\"]\n"), ElementsAre(HasSubstr("kiosk.languages: \"xx\" is not one of")));
  EXPECT_THAT(faults("[kiosk]\nidle_seconds = \"90\"\n"), ElementsAre(HasSubstr("whole number")));
  EXPECT_THAT(faults("[kiosk\n"), ElementsAre(HasSubstr("line 1")));
  EXPECT_THAT(faults("kiosk = 1\n"), ElementsAre("kiosk: is not to be changed from afar"));
  EXPECT_THAT(faults(std::string(longest_layer + 1, ' ')), ElementsAre(HasSubstr("longer")));
  EXPECT_EQ(over("[kiosk\n").config.kiosk.id, "nukus-01") << "the kiosk starts without it";
}

TEST_F(RemoteLayer, AMachineWithoutCashGetsNone) {
  const auto without = own.substr(0, own.find("[cash]"));
  EXPECT_THAT(parse_layered(without, "[cash]\nabandon_seconds = 200\n", folder_)->left_out,
              ElementsAre("cash.abandon_seconds: this machine takes no cash"));
}

TEST_F(RemoteLayer, FaultsOfTheMachinesOwnFileAreItsOwn) { EXPECT_FALSE(parse_layered("[kiosk]\n", "[kiosk]\nname = \"x\"\n", folder_)); }

TEST_F(RemoteLayer, WhatIsShownIsBoth) {
  write("kiosk.toml", own);
  const auto text = effective_text(folder_ / "kiosk.toml", "[kiosk]\nidle_seconds = 90\n");
  EXPECT_THAT(text, HasSubstr("idle_seconds = 90"));
  EXPECT_THAT(text, HasSubstr("nukus-01"));
  EXPECT_THAT(text, Not(HasSubstr("mine")));
  EXPECT_THAT(text, Not(HasSubstr("998991234567")));
  EXPECT_THAT(lines_of_layer("[kiosk]\nidle_seconds = 90\nname = \"x\"\n[payment]\nmethods = [\"cash\"]\n"),
              testing::UnorderedElementsAre(HasSubstr("kiosk.idle_seconds = 90"),
                                            testing::AnyOf(HasSubstr("kiosk.name = \"x\""), HasSubstr("kiosk.name = 'x'")),
                                            HasSubstr("payment.methods = [")));
}

} // namespace
} // namespace engine::test
