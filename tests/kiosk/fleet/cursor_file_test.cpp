// Where the fleet's line goes on after a restart.
#include "kiosk/fleet/cursor_file.h"
#include "kiosk/fleet/kept_text.h"
#include "rows.h"

namespace kiosk::fleet::test {
namespace {

using namespace engine;

struct CursorFileTest : Folder {
  std::filesystem::path file() const { return state() / "fleet.cursor"; }
};

TEST_F(CursorFileTest, GoesOnWhereItWas) {
  SqliteJournal journal(state());
  JournalTail tail(state());
  EXPECT_EQ(read_cursor(state(), tail), FleetSession::Cursor{});
  for (SaleId id = 1; id <= 3; ++id) append(journal, record::OrderKept{.sale = id, .order_id = {}});
  const FleetSession::Cursor cursor{3, journal.head().hash};
  ASSERT_TRUE(write_cursor(state(), cursor));
  append(journal, record::OrderKept{.sale = 4, .order_id = {}});
  EXPECT_EQ(read_cursor(state(), tail), cursor);
}

TEST_F(CursorFileTest, OfAnotherJournalIsNone) {
  SqliteJournal journal(state());
  JournalTail tail(state());
  for (SaleId id = 1; id <= 3; ++id) append(journal, record::OrderKept{.sale = id, .order_id = {}});
  auto hash = journal.head().hash;
  ASSERT_TRUE(write_cursor(state(), {4, hash})); // rows that are not there
  EXPECT_EQ(read_cursor(state(), tail), FleetSession::Cursor{});
  ASSERT_TRUE(write_cursor(state(), {2, hash})); // another hash
  EXPECT_EQ(read_cursor(state(), tail), FleetSession::Cursor{});
  hash[31] ^= 1;
  ASSERT_TRUE(write_cursor(state(), {3, hash}));
  EXPECT_EQ(read_cursor(state(), tail), FleetSession::Cursor{});
}

TEST_F(CursorFileTest, TextThatIsNoCursorIsNone) {
  SqliteJournal journal(state());
  JournalTail tail(state());
  append(journal, record::OrderKept{.sale = 1, .order_id = {}});
  const auto hash = to_hex(journal.head().hash);
  ASSERT_TRUE(keep_text(file(), "kiosk-fleet-cursor 1 1 " + hash));
  ASSERT_EQ(read_cursor(state(), tail).seq, 1);
  for (const std::string& text :
       {std::string{}, "kiosk-fleet-cursor 2 1 " + hash, "kiosk-fleet-cursor 1 1" + hash, std::string{"kiosk-fleet-cursor 1 1 "},
        "kiosk-fleet-cursor 1 x " + hash, "kiosk-fleet-cursor 1 0 " + hash, "kiosk-fleet-cursor 1 -1 " + hash,
        "kiosk-fleet-cursor 1 99999999999999999999 " + hash, "kiosk-fleet-cursor 1 1 " + hash + "0",
        std::string{"kiosk-fleet-cursor 1 1"}}) {
    ASSERT_TRUE(keep_text(file(), text));
    EXPECT_EQ(read_cursor(state(), tail), FleetSession::Cursor{}) << text;
  }
}

} // namespace
} // namespace kiosk::fleet::test
