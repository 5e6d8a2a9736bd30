// Doors that somebody tries: the staff's PIN, an order's status, the numbers that money is paid out against.
#include "engine/checkout/order_slip.h"
#include "engine/checkout/slips.h"
#include "tests/engine/checkout/fake_ports.h"

namespace engine::test {
namespace {

/// A wrong PIN, if one is taken at all.
bool wrong_pin(Desk& d) {
  d.ask(intent::StaffLogin{});
  const auto* pin = d.effect<effect::VerifyPin>();
  if (!pin) return false;
  d.on(event::PinChecked{pin->ticket, std::nullopt});
  return true;
}

void wrong_pins(Desk& d, int n) {
  for (int i = 0; i < n; ++i) ASSERT_TRUE(wrong_pin(d)) << i;
}

Millis lock_left(const Desk& d) {
  const auto until = d.view().staff.locked_until;
  return until ? *until - d.ctx.now : Millis{0};
}

std::vector<OpenItem> door_items(const Desk& d) {
  auto items = open_items(d.state.ledger, 0);
  std::erase_if(items, [](const auto& item) { return item.kind != OpenItem::Kind::door_tried; });
  return items;
}

TEST(StaffDoor, FiveWrongPinsLockItForFiveFifteenAndSixtyMinutes) {
  Desk d;
  for (const Millis lock : {Millis{300'000}, Millis{900'000}, Millis{3'600'000}, Millis{3'600'000}}) {
    for (std::int64_t left = 4; left >= 0; --left) {
      ASSERT_TRUE(wrong_pin(d));
      EXPECT_EQ(d.view().staff.tries_left, left);
    }
    EXPECT_EQ(lock_left(d), lock);
    EXPECT_FALSE(wrong_pin(d)) << "the locked door takes a PIN";
    d.pass(lock - Millis{1});
    EXPECT_FALSE(wrong_pin(d));
    d.fire(TimerKind::staff_lock);
    EXPECT_EQ(lock_left(d), Millis{0});
  }
  d.staff_in("technician").ask(intent::StaffLogout{});
  wrong_pins(d, 5);
  EXPECT_EQ(lock_left(d), Millis{300'000}) << "a right PIN begins anew";
}

TEST(StaffDoor, ThePowerSwitchOpensNoLock) {
  Desk d;
  wrong_pins(d, 3);
  d.restart();
  wrong_pins(d, 2);
  EXPECT_FALSE(wrong_pin(d)) << "each start gives five new tries";
  d.pass(Millis{299'000}).restart();
  EXPECT_EQ(lock_left(d), Millis{300'000}) << "how much of it passed before the start nobody can tell";
  EXPECT_FALSE(wrong_pin(d));
  d.fire(TimerKind::staff_lock).restart();
  EXPECT_TRUE(wrong_pin(d)) << "a lock that is over is over for the next start, too";
}

/// A request from afar, in any words, is a row and nothing else: no right PIN, no change of a sale.
TEST(StaffDoor, AWordFromAfarIsARowAndNoLogin) {
  Desk d;
  wrong_pins(d, 5);
  const auto left = lock_left(d);
  for (const auto* action : {"login", "wrong_pin", "config_on_trial"}) {
    d.on(event::ToldFromAfar{action, "version 7"});
    ASSERT_EQ(d.records.size(), 1u);
    const auto& row = std::get<record::StaffAction>(d.records[0]);
    EXPECT_EQ(row.by, "fleet");
    EXPECT_EQ(row.action, std::string{"fleet_"} + action);
    EXPECT_TRUE(d.effects.empty());
  }
  EXPECT_EQ(lock_left(d), left);
  EXPECT_FALSE(wrong_pin(d));
  d.restart();
  EXPECT_FALSE(wrong_pin(d)) << "nor after a start";
}

/// The intent is on disk before the PIN is looked at, so a cut between argon2's answer and its row is no free try.
TEST(StaffDoor, ATryWithoutAnOutcomeCountsAsWrong) {
  Desk d;
  for (int i = 0; i < 5; ++i) {
    d.ask(intent::StaffLogin{});
    ASSERT_TRUE(d.effect<effect::VerifyPin>()) << i;
    ASSERT_TRUE(std::holds_alternative<record::PinTry>(d.records.front()));
    d.restart();
  }
  EXPECT_FALSE(wrong_pin(d));
  EXPECT_EQ(lock_left(d), Millis{300'000});
}

TEST(StaffDoor, AClockThatIsSetOpensNoLockAndLocksForEver) {
  for (const std::int64_t years : {10, -10}) {
    Desk d;
    wrong_pins(d, 5);
    d.ctx.wall.unix_ms += years * 31'557'600'000;
    d.on(event::ClockJumped{d.ctx.wall, d.ctx.wall});
    EXPECT_FALSE(wrong_pin(d)) << years;
    d.restart();
    EXPECT_FALSE(wrong_pin(d)) << years;
    EXPECT_EQ(lock_left(d), Millis{300'000}) << years;
    d.fire(TimerKind::staff_lock);
    EXPECT_TRUE(wrong_pin(d)) << years;
  }
}

/// Rows of a version that told only what was wrong: each counts once.
TEST(StaffDoor, WrongPinsOfOlderRowsCount) {
  Ledger ledger;
  for (int i = 0; i < 5; ++i) apply(ledger, record::StaffAction{"", "", "wrong_pin", {}}, 1'000 + i);
  EXPECT_TRUE(ledger.door_locked());
  apply(ledger, record::StaffAction{"Aygul", "attendant", "login", {}}, 2'000);
  EXPECT_FALSE(ledger.door_locked());
  EXPECT_EQ(ledger.door.wrong, 0);
}

TEST(StaffDoor, WhatCameToALockIsOnTheListWithHowManyAndWhen) {
  Desk d;
  wrong_pins(d, 4);
  EXPECT_TRUE(door_items(d).empty()) << "people mistype";
  d.staff_in("attendant").ask(intent::StaffLogout{});
  wrong_pins(d, 5);
  d.pass(Millis{60'000}).fire(TimerKind::staff_lock);
  wrong_pins(d, 2);
  d.restart();
  ASSERT_EQ(door_items(d).size(), 1u);
  const auto item = door_items(d).front();
  EXPECT_EQ(item.number, "7");
  EXPECT_GT(item.since_ms, 0);
  EXPECT_FALSE(item.said.empty());
  d.staff_in("attendant");
  ASSERT_EQ(door_items(d).size(), 1u) << "a right PIN takes it off the list";
  EXPECT_EQ(door_items(d).front().number, "7") << "the right one is none of them";
  d.ask(intent::StaffSettle{item.id, "", "the boy from next door"});
  EXPECT_TRUE(door_items(d).empty());
  d.restart();
  EXPECT_TRUE(door_items(d).empty());
}

TEST(StaffDoor, TheFifthPinThatIsRightLocksAndListsNothing) {
  Desk d;
  wrong_pins(d, 4);
  d.staff_in("attendant");
  EXPECT_TRUE(d.view().staff.logged_in);
  EXPECT_TRUE(door_items(d).empty());
  EXPECT_FALSE(d.view().staff.locked_until);
}

// Claims and vouchers ---------------------------------------------------------------------------------------------------------

TEST(Payout, R18_TheSlipsRandomDigitsAreAskedAndTheListDoesNotTellThem) {
  Desk d;
  d.ctx.random = 987'654'321'007'391;
  d.ordered(Method::cash, {product(8, 42'000)}).cash(NoteInEscrow{50'000}).ask(intent::AcceptOverpay{}).cash(NoteStacked{50'000, false});
  const auto issued = d.written<record::VoucherIssued>();
  ASSERT_EQ(issued.size(), 1u);
  const auto& number = issued.front().number;
  ASSERT_TRUE(number.starts_with("V-00001-") && number.ends_with("-7391")) << number;
  d.registered().printed().ask(intent::Finish{});
  d.staff_in("technician");
  const auto items = open_items(d.state.ledger, 0);
  const auto item = std::ranges::find(items, OpenItem::Kind::voucher, &OpenItem::kind);
  ASSERT_NE(item, items.end());
  EXPECT_EQ(item->number, number.substr(0, number.size() - 5));
  for (const auto& forged : {item->number, item->number + "-7392", item->number + "-", item->number + "-07391", std::string{}}) {
    d.ask(intent::StaffSettle{item->id, forged, "paid"});
    EXPECT_TRUE(d.written<record::VoucherSettled>().empty()) << forged;
    EXPECT_EQ(std::get<record::StaffAction>(d.journal.back()).action, "settle_wrong_number") << forged;
  }
  d.ask(intent::StaffSettle{item->id, number, "paid"});
  ASSERT_EQ(d.written<record::VoucherSettled>().size(), 1u);
  EXPECT_EQ(d.written<record::VoucherSettled>().front().number, number);
}

/// The power went with a note inside: nobody has a slip, so nobody has the number that the claim is paid against.
TEST(Payout, R18_ASlipThatNeverCameOutIsPrintedByTheStaffAndOneThatDidIsNot) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).note(20'000).restart();
  for (int i = 0; i < 200 && d.written<record::ClaimIssued>().empty(); ++i) d.fire(TimerKind::background);
  const auto issued = d.written<record::ClaimIssued>();
  ASSERT_EQ(issued.size(), 1u);
  const auto item = "payout:" + issued.front().number;
  d.ask(intent::StaffPrintPayout{item});
  EXPECT_FALSE(d.effect<effect::PrintSlip>()) << "nobody of the staff is here";
  d.staff_in("attendant").ask(intent::StaffPrintPayout{item});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_EQ(d.effect<effect::PrintSlip>()->slip, SlipKind::claim);
  auto job = d.effect<effect::PrintSlip>()->job;
  d.ask(intent::StaffPrintPayout{item});
  EXPECT_FALSE(d.effect<effect::PrintSlip>()) << "it is being printed";
  const auto sale = issued.front().sale;
  d.on(event::Printed{job, sale, SlipKind::claim, Refused{RefusalClass::unavailable, "", "no paper"}});
  d.ask(intent::StaffPrintPayout{item});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  // The power goes while it prints: half a slip is none, and the next one has a job of its own.
  job = d.effect<effect::PrintSlip>()->job;
  d.restart().staff_in("attendant").ask(intent::StaffPrintPayout{item});
  ASSERT_TRUE(d.effect<effect::PrintSlip>());
  EXPECT_GT(d.effect<effect::PrintSlip>()->job, job);
  job = d.effect<effect::PrintSlip>()->job;
  d.on(event::Printed{job, sale, SlipKind::claim, Done{}});
  d.ask(intent::StaffPrintPayout{item});
  EXPECT_FALSE(d.effect<effect::PrintSlip>()) << "it is in somebody's hand";
  EXPECT_EQ(d.view().toast.kind, ToastKind::staff_failed);
  d.ask(intent::StaffSettle{item, issued.front().number, "paid"});
  EXPECT_EQ(d.written<record::ClaimSettled>().size(), 1u);
  d.ask(intent::StaffPrintPayout{item});
  EXPECT_FALSE(d.effect<effect::PrintSlip>()) << "it is paid";
}

/// A slip of a version without random digits.
TEST(Payout, R18_AnOldSlipWithoutRandomDigitsIsPaidOut) {
  Desk d;
  const record::VoucherIssued old{0, "", "V-00001-5", Money::som(8'000), {}, {}};
  apply(d.state.ledger, old, 1'000);
  d.staff_in("technician").ask(intent::StaffSettle{"payout:V-00001-5", "V-00001-5", "paid"});
  EXPECT_EQ(d.written<record::VoucherSettled>().size(), 1u);
}

// An order's status -----------------------------------------------------------------------------------------------------------

Desk& scan_slip(Desk& d, std::string number, std::string mac) {
  return d.ask(intent::Scan{"GLB-ORDER"}, {}, OrderSlipCode{std::move(number), std::move(mac)});
}

TEST(OrderSlip, OnlyACodeOfThisKiosksStandsInForThePhone) {
  Desk d;
  const auto mac = order_slip_mac("salt", "№0000021");
  EXPECT_EQ(mac.size(), order_slip_mac_length);
  EXPECT_EQ(mac, order_slip_mac("salt", "21")) << "the same order, as a scanner can type it";
  EXPECT_NE(mac, order_slip_mac("salt", "22"));
  EXPECT_NE(mac, order_slip_mac("another kiosk's", "21"));
  scan_slip(d, "0000021", mac);
  ASSERT_TRUE(d.effect<effect::FindOrders>());
  EXPECT_EQ(d.effect<effect::FindOrders>()->order_number, "0000021");
  EXPECT_NE(d.view().order_status.scanned, 0u);
  auto wrong = mac;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const auto& forged : {std::string{}, wrong, order_slip_mac("salt", "22"), order_slip_mac("", "21")}) {
    scan_slip(d, "0000021", forged);
    EXPECT_FALSE(d.effect<effect::FindOrders>()) << forged;
    EXPECT_EQ(d.view().order_status.state, OrderLookUp::State::asking) << "its phone is asked for";
    EXPECT_EQ(d.view().order_status.order_number, "0000021");
    EXPECT_TRUE(d.view().order_status.status.empty());
  }
  d.policy.hash_salt.clear();
  scan_slip(d, "0000021", order_slip_mac("", "21"));
  EXPECT_FALSE(d.effect<effect::FindOrders>()) << "a kiosk without a salt";
}

TEST(OrderSlip, ThePaperOfAnOrderToBePaidLaterHasTheCode) {
  Desk d;
  d.ordered(Method::later, {product(8, 42'000)});
  const auto code = order_slip_code("salt", "№0000123");
  EXPECT_EQ(code, "GLB-ORDER:123:" + order_slip_mac("salt", "123"));
  EXPECT_EQ(decode_scan(code), (ScannedCode{OrderSlipCode{"123", order_slip_mac("salt", "123")}}));
  SlipShop shop;
  shop.salt = "salt";
  const auto codes_of = [&](const SlipShop& of) {
    std::vector<std::string> found;
    for (const auto& item : make_sale_slip(d.state.ledger, 1, SlipKind::later, of, PlainWords{}, WallTime{}, "").items)
      if (const auto* qr = std::get_if<SlipQr>(&item)) found.push_back(qr->data);
    return found;
  };
  EXPECT_EQ(codes_of(shop), std::vector<std::string>{code});
  EXPECT_TRUE(codes_of(SlipShop{}).empty());
}

bool look_up(Desk& d, const std::string& number, const std::string& digits, bool right) {
  d.ask(intent::LookUpOrder{number, digits});
  const auto* find = d.effect<effect::FindOrders>();
  if (!find) {
    EXPECT_EQ(d.view().order_status.state, OrderLookUp::State::wait);
    return false;
  }
  StoreOrder order;
  order.order_number = "№0000" + number;
  order.receiver.phone = right ? "99861222" + digits : "998612220000";
  d.on(event::OrdersFound{find->ticket, 0, SearchFor::status, std::vector{order}});
  EXPECT_EQ(d.view().order_status.state, right ? OrderLookUp::State::found : OrderLookUp::State::not_found);
  return true;
}

TEST(OrderStatus, FiveLookUpsAMinuteTypedAndScannedTogether) {
  Desk d;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(look_up(d, std::to_string(100 + i), "4567", true));
  for (int i = 0; i < 2; ++i) {
    scan_slip(d, "21", order_slip_mac("salt", "21"));
    EXPECT_TRUE(d.effect<effect::FindOrders>());
  }
  EXPECT_FALSE(look_up(d, "103", "4567", true));
  scan_slip(d, "21", order_slip_mac("salt", "21"));
  EXPECT_FALSE(d.effect<effect::FindOrders>());
  EXPECT_EQ(d.view().order_status.state, OrderLookUp::State::wait);
  d.pass(Millis{60'000});
  EXPECT_TRUE(look_up(d, "103", "4567", true));
}

TEST(OrderStatus, WhoMissesThePhonesDigitsThreeTimesWaitsLongerEachTime) {
  Desk d;
  const auto soon = [&d] { d.pass(Millis{60'000}); };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(look_up(d, "123", "4567", false)), soon();
  EXPECT_FALSE(look_up(d, "123", "4568", false));
  EXPECT_FALSE(look_up(d, "0000123", "4568", false)) << "the same number, written otherwise";
  EXPECT_TRUE(look_up(d, "124", "4567", false)) << "another's order";
  scan_slip(d, "123", order_slip_mac("salt", "123"));
  EXPECT_TRUE(d.effect<effect::FindOrders>()) << "who has the slip waits for nobody's guesses";
  d.pass(Millis{900'000});
  EXPECT_TRUE(look_up(d, "123", "4568", false));
  d.pass(Millis{900'000});
  EXPECT_FALSE(look_up(d, "123", "4569", false)) << "twice as long";
  d.pass(Millis{900'000});
  EXPECT_TRUE(look_up(d, "123", "4567", true));
  soon();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(look_up(d, "123", "4560", false)) << "its owner was here: counted anew", soon();
}

TEST(OrderStatus, GuessesAtManyNumbersTakeBoundedMemory) {
  Desk d;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_TRUE(look_up(d, std::to_string(1'000 + i), "4567", false));
    d.pass(Millis{60'000});
  }
  EXPECT_LE(d.state.look_ups.missed.size(), 201u);
}

} // namespace
} // namespace engine::test
