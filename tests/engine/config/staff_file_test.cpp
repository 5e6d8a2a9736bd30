#include "engine/config/staff_file.h"
#include "tests/engine/config/config_folder.h"

#include <gmock/gmock.h>

namespace engine::test {
namespace {

using testing::SizeIs;

const std::string hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A";

std::string member(const std::string& name, const std::string& role, const std::string& pin_hash = hash) {
  return "[[staff]]\nname = \"" + name + "\"\nrole = \"" + role + "\"\npin_hash = \"" + pin_hash + "\"\n";
}

using StaffFile = ConfigFolder;

TEST_F(StaffFile, MembersAndRoles) {
  const auto staff = parse_staff(member("Gúlnaz", "attendant") + member("B", "collector") + member("C", "technician"));
  ASSERT_TRUE(staff);
  ASSERT_THAT(*staff, SizeIs(3));
  EXPECT_EQ((*staff)[0].name, "Gúlnaz");
  EXPECT_EQ((*staff)[0].role, StaffRole::attendant);
  EXPECT_EQ((*staff)[1].role, StaffRole::collector);
  EXPECT_EQ((*staff)[2].role, StaffRole::technician);
  EXPECT_EQ((*staff)[2].pin_hash, hash);
}

TEST_F(StaffFile, EachFaultIsNamed) {
  const struct {
    std::string text;
    const char* fault;
  } cases[] = {
      {"", "staff: is missing"},
      {"staff = 1\n", "staff: must be written as [[staff]]"},
      {member("", "attendant"), "staff[0].name: must not be empty"},
      {member("A", "attendant") + member("A", "collector"), "staff[1].name: stands twice"},
      {member("A", "owner"), "staff[0].role: must be \"attendant\" or \"collector\" or \"technician\""},
      {member("A", "attendant", "1234"), "staff[0].pin_hash: must come from"},
      {"[[staff]]\nrole = \"attendant\"\npin_hash = \"" + hash + "\"\n", "staff[0].name: is missing"},
      {member("A", "attendant") + "pin = 1234\n", "staff[0].pin: is not a known key"},
      {member("A", "attendant") + "[other]\n", "other: is not a known key"},
      {"[[staff]\n", "line 1: "},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto staff = parse_staff(c.text);
    ASSERT_FALSE(staff);
    ASSERT_THAT(staff.error(), SizeIs(1));
    EXPECT_TRUE(staff.error()[0].starts_with(c.fault)) << staff.error()[0];
  }
}

TEST_F(StaffFile, NoFaultTellsAHash) {
  for (const auto& text : {"'pin_hash = \"" + hash + "' = 1\n", "[[staff]]\n'" + hash + "' = 1\n'" + hash + "' = 2\n",
                           "[[staff]]\n\"" + hash.substr(0, 40) + "' " + hash.substr(40) + "\" = 1\n"}) {
    SCOPED_TRACE(text);
    const auto staff = parse_staff(text);
    ASSERT_FALSE(staff);
    for (const auto& fault : staff.error()) {
      EXPECT_EQ(fault.find("argon2"), fault.npos) << fault;
      EXPECT_EQ(fault.find("iWh06v"), fault.npos) << fault;
    }
    EXPECT_TRUE(std::ranges::any_of(staff.error(), [](const auto& fault) { return fault.find("(a PIN hash)") != fault.npos; }));
  }
}

TEST_F(StaffFile, TheFileIsForItsOwnerAlone) {
  EXPECT_TRUE(load_staff(write("good", member("A", "attendant"))));
  for (const unsigned mode : {0640U, 0604U, 0666U, 0700U})
    EXPECT_FALSE(load_staff(write("mode" + std::to_string(mode), member("A", "attendant"), mode))) << mode;
  EXPECT_FALSE(load_staff(folder_ / "none"));
}

} // namespace
} // namespace engine::test
