// The session byte for byte, against a script: each frame of both sides, its time, and the frames that must not be sent.
#include "devices/cash/ccnet_session.h"

#include "tests/devices/cash/hex.h"
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using namespace devices::ccnet;
using test::hex;

class CcnetSessionTest : public testing::Test {
protected:
  void SetUp() override {
    session.on_event([this](const engine::CashEvent& event) { events.push_back(event); });
    session.on_open(now);
  }
  /// Lets time pass to the next deadline, and no further than `limit`, until something is sent. Gives bodies
  /// as hex.
  std::string next(engine::Millis limit = 2s) {
    const auto end = now + limit;
    for (;;) {
      if (const auto sent = session.take_output(); !sent.empty()) return bodies(sent);
      const auto deadline = session.deadline();
      if (!deadline || *deadline > end) return "";
      now = std::max(now + 1ms, *deadline);
      session.on_time(now);
    }
  }
  static std::string bodies(const devices::Bytes& sent) {
    Framer framer;
    framer.push(sent);
    std::string all;
    while (const auto body = framer.next()) all += (all.empty() ? "" : " | ") + hex(*body);
    EXPECT_TRUE(framer.empty());
    EXPECT_EQ(framer.take_dropped(), 0U);
    return all;
  }
  /// The validator answers; what the session puts out at once (the ACK).
  std::string answer(const std::string& body) {
    now += 5ms;
    session.on_bytes(now, frame(hex(body)));
    return bodies(session.take_output());
  }
  CcnetSession session;
  engine::Instant now{1000s};
  std::vector<engine::CashEvent> events;
};

const std::string table_body = [] {
  std::string body;
  for (const auto* word : {"01 55 5A 53 03 ", "05 55 5A 53 03 "}) body += word;
  for (int i = 0; i < 110; ++i) body += "00 ";
  return body;
}();
const std::string identification_body =
    "46 4C 53 2D 45 55 31 30 2D 36 39 33 36 33 39 30 37 4B 49 34 31 41 53 37 34 38 32 75 ED 8D C8 03 3F 7B";

TEST_F(CcnetSessionTest, TheStartWordForWord) {
  session.enable({1000, 5000});
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("10"), "00");
  EXPECT_EQ(next(), "41") << "the table is needed before anything is recovered";
  EXPECT_EQ(answer(table_body), "00");
  EXPECT_EQ(next(), "30");
  EXPECT_EQ(answer("00"), "") << "an ACK is not acknowledged";
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("13"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("19"), "00");
  EXPECT_EQ(next(), "31");
  EXPECT_EQ(answer("00 00 00 00 00 00"), "00");
  EXPECT_EQ(next(), "32 00 00 00");
  EXPECT_EQ(answer("00"), "");
  EXPECT_EQ(next(), "37");
  EXPECT_EQ(answer(identification_body), "00");
  EXPECT_EQ(next(), "5B");
  EXPECT_EQ(answer("04 D2"), "00");
  EXPECT_EQ(next(), "33");
  ASSERT_EQ(events.size(), 1U) << "not ready before the last POLL";
  EXPECT_EQ(answer("19"), "00");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<engine::ValidatorReady>(events[1]).stacked_counter, 1234);
  EXPECT_EQ(next(), "34 00 00 03 00 00 03");
  EXPECT_EQ(answer("00"), "");
  EXPECT_EQ(next(), "33");
  EXPECT_FALSE(session.status().accepting);
  EXPECT_EQ(answer("14"), "00");
  EXPECT_TRUE(session.status().accepting);
  EXPECT_EQ(session.status().identification, "FLS-EU10-693639 07KI41AS7482");
}

class ReadySession : public CcnetSessionTest {
protected:
  void SetUp() override {
    CcnetSessionTest::SetUp();
    session.enable({1000, 5000});
    for (const auto& body :
         {std::string{"10"}, table_body, std::string{"00"}, std::string{"19"}, std::string{"00 00 00 00 00 00"}, std::string{"00"},
          identification_body, std::string{"30"}, std::string{"19"}, std::string{"00"}, std::string{"14"}}) {
      ASSERT_NE(next(), "");
      answer(body);
    }
    ASSERT_TRUE(session.status().accepting);
    events.clear();
  }
};

TEST_F(ReadySession, WaitsTFreeAndThePollIntervalBeforeTheNextPoll) {
  const auto acknowledged = now;
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(now - acknowledged, 200ms);
  answer("80 01");
  session.stack();
  const auto decided = now;
  EXPECT_EQ(next(), "35");
  EXPECT_EQ(now - decided, 20ms) << "a decision does not wait for the next POLL, but for the silence after the ACK";
}

TEST_F(ReadySession, AnAnswerIsWaitedFor300MsAndALateOneDropped) {
  EXPECT_EQ(next(), "33");
  const auto asked = now;
  EXPECT_EQ(session.deadline(), asked + 300ms);
  now += 300ms;
  session.on_time(now);
  EXPECT_EQ(bodies(session.take_output()), "");
  EXPECT_EQ(answer("80 01"), "") << "late: nothing is believed, nothing acknowledged";
  EXPECT_TRUE(events.empty());
  EXPECT_EQ(next(), "33");
  EXPECT_GE(now - asked, 1s);
}

TEST_F(ReadySession, TwoAnswersToOneQuestionAreNotBelieved) {
  EXPECT_EQ(next(), "33");
  auto both = frame(hex("17"));
  const auto second = frame(hex("80 01"));
  both.insert(both.end(), second.begin(), second.end());
  session.on_bytes(now, both);
  EXPECT_EQ(bodies(session.take_output()), "");
  EXPECT_TRUE(events.empty());
  EXPECT_EQ(next(), "33");
}

/// A note is inside, its STACK was taken, and the answer to the POLL behind it stays away.
class LateStacked : public ReadySession {
protected:
  void SetUp() override {
    ReadySession::SetUp();
    next();
    answer("80 01");
    session.stack();
    EXPECT_EQ(next(), "35");
    answer("00");
    EXPECT_EQ(next(), "33");
    events.clear();
  }
  /// The note is credited once, although it is reported again.
  void expect_credited_once() {
    ASSERT_EQ(events.size(), 1U);
    const auto& stacked = std::get<engine::NoteStacked>(events[0]);
    EXPECT_EQ(stacked.denomination, 5000);
    EXPECT_FALSE(stacked.recovered);
  }
  /// The note is credited, and another of the same value is in escrow.
  void next_note_waits() {
    EXPECT_EQ(answer("81 01"), "00");
    expect_credited_once();
    EXPECT_EQ(next(), "33");
    EXPECT_EQ(answer("80 01"), "00");
    events.clear();
  }
};

/// The ACK of a late answer serves for "stacked" behind it, and the validator says it no more.
TEST_F(LateStacked, BehindALateAnswerItIsTakenAndNotAcknowledged) {
  EXPECT_EQ(answer("17"), "00"); // of a POLL before; the validator takes this ACK for that of the next
  EXPECT_EQ(answer("81 01"), "") << "nothing is open: an ACK could be taken for another event's";
  expect_credited_once();
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "") << "something came unasked: one more round";
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "00");
  expect_credited_once();
}

TEST_F(LateStacked, SaidAgainItIsAcknowledgedAndNoNews) {
  answer("17");
  answer("81 01");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "") << "something came unasked: one more round";
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "00");
  expect_credited_once();
}

TEST_F(LateStacked, AfterTheTimeOutOfItsPollItIsTaken) {
  now += 300ms;
  session.on_time(now);
  EXPECT_EQ(answer("81 01"), "");
  expect_credited_once();
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  expect_credited_once();
}

/// A late answer gets no ACK, because the ACK would be taken for the ACK of the answer behind it.
TEST_F(LateStacked, TheAnswerBehindOneThatStayedAwayGetsNoAck) {
  now += 300ms;
  session.on_time(now);
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("17"), "") << "of the POLL before: its ACK would be that of the answer behind it";
  EXPECT_EQ(answer("81 01"), "");
  expect_credited_once();
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "") << "something came unasked: one more round";
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "00");
  expect_credited_once();
}

/// A line that is late all the time must be lived with.
TEST_F(LateStacked, DoubtsEnd) {
  int acknowledged = 0;
  for (int i = 0; i < 8; ++i) {
    now += 300ms;
    session.on_time(now);
    EXPECT_EQ(next(), "33");
    acknowledged += answer("17") == "00";
    answer("17"); // unasked
    EXPECT_EQ(next(), "33");
  }
  EXPECT_GE(acknowledged, 1);
}

TEST_F(LateStacked, AsOneOfTwoAnswersItIsTaken) {
  auto both = frame(hex("17"));
  const auto second = frame(hex("81 01"));
  both.insert(both.end(), second.begin(), second.end());
  session.on_bytes(now, both);
  EXPECT_EQ(bodies(session.take_output()), "");
  expect_credited_once();
}

TEST_F(LateStacked, InPlaceOfAnAckItIsTaken) {
  answer("17");
  session.enable({});
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "00");
  EXPECT_EQ(next().substr(0, 2), "34");
  EXPECT_EQ(answer("81 01"), "");
  expect_credited_once();
}

/// The next note waits in escrow without a STACK: a "stacked" is about the note before it, said once more.
TEST_F(LateStacked, WhileTheNextNoteWaitsItIsTheOneBefore) {
  next_note_waits();
  session.hold();
  EXPECT_EQ(next(), "38");
  answer("81 01"); // to a POLL of long ago
  EXPECT_TRUE(events.empty());
}

/// STACK was sent and no POLL since: a "stacked" is still about the note before it, which has the same value.
TEST_F(LateStacked, BeforeTheFirstQuestionBehindStackItIsTheOneBefore) {
  next_note_waits();
  session.stack();
  EXPECT_EQ(next(), "35");
  answer("81 01"); // to a POLL of long ago, in the place of the ACK or ahead of it
  EXPECT_TRUE(events.empty());
  answer("00");
  answer("81 01"); // and once more, unasked
  EXPECT_TRUE(events.empty());
  while (next() != "33") {}
  answer("17");
  EXPECT_TRUE(events.empty());
  answer("81 01"); // asked about since: unasked or not it is a fact
  EXPECT_EQ(events.size(), 1U);
}

/// The NAK may be meant for another frame, and STACK may have been obeyed. So a POLL asks first where the note is.
TEST_F(LateStacked, ANakOfStackIsFollowedByAQuestion) {
  next_note_waits();
  session.stack();
  EXPECT_EQ(next(), "35");
  answer("FF");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("80 01"), "00");
  EXPECT_EQ(next(), "35") << "it is still there";
  answer("FF");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  EXPECT_EQ(next(), "33") << "it was obeyed";
  EXPECT_EQ(answer("14"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(events.size(), 1U);
}

/// "Stacking" between two reports: the second report is about another note, not about the last note again.
TEST_F(LateStacked, ANoteSeenMovingIsToldAsAnother) {
  const auto moving = [this] { return std::get<engine::NoteStacked>(events.back()).seen_moving; };
  EXPECT_EQ(answer("17"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(moving());
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00"); // again, behind another state
  ASSERT_EQ(events.size(), 2U);
  EXPECT_FALSE(moving());
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("17"), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_TRUE(moving());
}

/// STACK sent again because its ACK was lost: the first was obeyed, and the answer to a POLL behind it is this note's.
TEST_F(LateStacked, BehindASecondStackItIsStillThisNotes) {
  next_note_waits();
  session.stack();
  EXPECT_EQ(next(), "35");
  int polls = 0;
  while (events.empty() && polls < 1) // no answer: the state is asked for before anything is commanded
    if (next() == "33") ++polls;
  answer("80 01"); // late, of before: not believed
  int stacks = 0;
  for (int i = 0; i < 20 && stacks < 1; ++i) {
    const auto sent = next();
    if (sent == "35") ++stacks;
    if (sent == "33") answer("80 01");
  }
  ASSERT_EQ(stacks, 1);
  answer("81 01"); // in the place of the ACK
  EXPECT_EQ(events.size(), 1U);
}

TEST_F(LateStacked, ADamagedOneIsNot) {
  answer("17");
  session.on_bytes(now, hex("02 03 07 81 01 46 09"));
  EXPECT_TRUE(events.empty());
}

TEST_F(LateStacked, ANoteThatNobodyCanNameIsLeftToItsQuestion) {
  answer("17");
  EXPECT_EQ(answer("81 09"), "");
  EXPECT_TRUE(events.empty());
}

/// An event whose handler fails is not told: it comes again as a repetition.
TEST_F(LateStacked, AHandlerThatThrowsIsToldAgain) {
  answer("17");
  session.on_event([](const engine::CashEvent&) { throw std::runtime_error("disk full"); });
  answer("81 01");
  session.on_event([this](const engine::CashEvent& event) { events.push_back(event); });
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "");
  expect_credited_once();
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  expect_credited_once();
}

/// The NAK may be meant for an ACK that was damaged on the way.
TEST_F(ReadySession, ANakDuringAPollDoesNotAskASecondTime) {
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("FF"), "") << "two answers would be under way, and one ACK would serve for both";
  EXPECT_EQ(answer("17"), "00");
  EXPECT_EQ(next(), "33");
}

TEST_F(ReadySession, GarbageIsNakedAndAskedAgain) {
  EXPECT_EQ(next(), "33");
  session.on_bytes(now, hex("02 03 07 81 03 46 09")); // a stacked note with a wrong CRC
  EXPECT_EQ(bodies(session.take_output()), "FF");
  EXPECT_TRUE(events.empty());
  EXPECT_EQ(next(), "33");
}

TEST_F(ReadySession, AnswersInPiecesAndWithNoiseBeforeThemAreUnderstood) {
  EXPECT_EQ(next(), "33");
  for (const auto byte : hex("FF 02 03 07 80 01 05 22")) session.on_bytes(now, {&byte, 1});
  session.take_output(); // a NAK for the noise; the answer behind it came unasked
  next();
  EXPECT_EQ(answer("80 01"), "");
  next();
  const auto good = frame(hex("80 01"));
  for (const auto byte : good) session.on_bytes(now, {&byte, 1});
  EXPECT_EQ(bodies(session.take_output()), "00");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<engine::NoteInEscrow>(events[0]).denomination, 5000);
}

TEST_F(ReadySession, ALateAnswerIsNotTakenForAnAckOfStack) {
  next();
  answer("80 01");
  session.stack();
  EXPECT_EQ(next(), "35");
  EXPECT_EQ(answer("80 01"), "") << "no ACK, no ILLEGAL: not the answer to STACK";
  EXPECT_EQ(answer("00"), "");
  EXPECT_EQ(next(), "33");
}

TEST_F(ReadySession, AnIllegalStackIsFollowedByAPoll) {
  next();
  answer("80 01");
  session.stack();
  EXPECT_EQ(next(), "35");
  EXPECT_EQ(answer("30"), "");
  EXPECT_EQ(next(), "33") << "the state is asked for before anything else is said";
  EXPECT_EQ(answer("18"), "00");
  EXPECT_EQ(next(), "33") << "the note has left: the decision is void";
}

TEST_F(ReadySession, AnUnansweredStackIsSentAgainOnlyWhileTheNoteIsThere) {
  next();
  answer("80 01");
  session.stack();
  EXPECT_EQ(next(), "35");
  EXPECT_EQ(next(), "33") << "no answer: the state is asked for";
  EXPECT_EQ(answer("80 01"), "") << "it may be the one that stayed away";
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("80 01"), "00");
  EXPECT_EQ(next(), "35") << "still there";
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("17"), "");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("17"), "00");
  EXPECT_EQ(next(), "33") << "it was heard";
}

TEST_F(ReadySession, StackedOnceForManyReports) {
  next();
  answer("80 01");
  session.stack();
  next();
  answer("00");
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(next(), "33");
    EXPECT_EQ(answer("81 01"), "00");
  }
  ASSERT_EQ(events.size(), 2U);
  EXPECT_FALSE(std::get<engine::NoteStacked>(events[1]).recovered);
}

TEST_F(ReadySession, AskingToStackBeforeThereIsANoteSwallowsNone) {
  session.stack();
  EXPECT_EQ(next(), "33");
  answer("80 01");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(next(), "33") << "nobody has decided about this note";
}

TEST_F(ReadySession, AskingToStackBeforeThereIsANoteReturnsWhatIsNotMoneyHere) {
  session.stack();
  EXPECT_EQ(next(), "33");
  answer("80 09");
  EXPECT_EQ(next(), "36");
}

TEST_F(ReadySession, ADecisionIsNotKeptForAnotherNote) {
  next();
  answer("80 01");
  session.stack();
  EXPECT_EQ(next(), "35");
  answer("00");
  for (int i = 0; i < 15; ++i) { // longer than a command that changed nothing is sent again
    EXPECT_EQ(next(), "33");
    answer("80 00");
  }
  EXPECT_EQ(events.size(), 2U);
}

/// The STACK that had no answer was obeyed, and nobody can write that down: sent again it would swallow the next note unseen
///.
TEST_F(ReadySession, ADecisionIsOverWhenItsNoteIsStackedAndNobodyCanTakeIt) {
  next();
  answer("80 01");
  session.stack();
  EXPECT_EQ(next(), "35");
  session.on_event([](const engine::CashEvent&) { throw std::runtime_error("disk full"); });
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(next(), "33");
    EXPECT_EQ(answer("81 01"), "");
  }
}

TEST_F(ReadySession, AStackedNoteOutOfNowhereIsARecoveredOne) {
  next();
  answer("81 01");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(std::get<engine::NoteStacked>(events[0]).recovered);
}

TEST_F(ReadySession, AStackedNoteOfAnUnknownTypeIsToldWithoutADenomination) {
  next();
  EXPECT_EQ(answer("81 09"), "00");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<engine::NoteStacked>(events[0]).denomination, 0);
}

TEST_F(ReadySession, WhatIsNotMoneyHereGoesBackWithoutAWord) {
  for (const auto* offered : {"80 09", "80 17"}) {
    EXPECT_EQ(next(), "33");
    answer(offered);
    EXPECT_EQ(next(), "36") << offered;
    answer("00");
    next();
    answer(offered[4] == '9' ? "82 09" : "82 17");
    next();
    answer("14");
  }
  EXPECT_TRUE(events.empty());
}

TEST_F(ReadySession, LostMasksAreSetAgain) {
  next();
  answer("19");
  EXPECT_EQ(next(), "34 00 00 03 00 00 03");
}

TEST_F(ReadySession, AValidatorThatTakesNotesUnaskedIsDisabled) {
  session.disable();
  EXPECT_EQ(next(), "34 00 00 00 00 00 00");
  answer("00");
  next();
  answer("14");
  EXPECT_EQ(next(), "34 00 00 00 00 00 00");
}

TEST_F(ReadySession, UnknownStatesAreNakedAndSurvived) {
  for (const auto* body : {"16", "48", "80", "14 00", "1B"}) {
    EXPECT_EQ(next(), "33");
    EXPECT_EQ(answer(body), "FF") << body;
  }
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("14"), "00");
  EXPECT_TRUE(session.status().accepting);
}

TEST_F(ReadySession, SuspectedNotesAreNoCredit) {
  next();
  EXPECT_EQ(answer("84 01"), "00");
  next();
  EXPECT_EQ(answer("90 01"), "00");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<engine::NoteRejected>(events[0]).reason, 0x84);
  EXPECT_EQ(std::get<engine::NoteRejected>(events[1]).reason, 0x90);
}

TEST_F(ReadySession, AfterClosingNothingIsSaidUntilItIsOpenAgain) {
  next();
  session.on_closed(now, "unplugged");
  EXPECT_EQ(session.deadline(), std::nullopt);
  session.stack();
  session.on_bytes(now, frame(hex("81 01")));
  session.on_time(now + 1h);
  EXPECT_TRUE(session.take_output().empty());
  EXPECT_TRUE(events.empty());
  EXPECT_EQ(session.status().detail, "unplugged");
  EXPECT_FALSE(session.status().accepting);
  session.on_open(now);
  EXPECT_EQ(next(), "33");
}

TEST_F(CcnetSessionTest, AStackedNoteWaitsForTheTable) {
  // A fresh kiosk, a validator that kept its power, and an 81 that nobody acknowledged.
  next();
  EXPECT_EQ(answer("81 01"), "") << "which note? not acknowledged before it is known";
  EXPECT_EQ(next(), "34 00 00 00 00 00 00") << "the table can be read when it is disabled only";
  answer("00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "");
  EXPECT_EQ(next(), "41");
  EXPECT_EQ(answer(table_body), "00");
  EXPECT_EQ(next(), "33");
  EXPECT_EQ(answer("81 01"), "00");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<engine::NoteStacked>(events[0]).denomination, 5000);
  EXPECT_TRUE(std::get<engine::NoteStacked>(events[0]).recovered);
}

TEST_F(CcnetSessionTest, AStackedNoteIsToldEvenIfTheTableCannotBeHad) {
  next();
  answer("81 01");
  for (int i = 0; i < 20 && events.empty(); ++i) {
    const auto asked = next();
    if (asked == "41") answer("30");
    else answer(asked == "33" ? "81 01" : "00");
  }
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<engine::NoteStacked>(events[0]).denomination, 0);
}

} // namespace
