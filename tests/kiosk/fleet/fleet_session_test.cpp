// The promise of the cursor, without a wire: what is sent, what is sent again, and what an acknowledgement may move.
#include "kiosk/fleet/fleet_events.h"
#include "kiosk/fleet/fleet_session.h"
#include "rows.h"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <random>

namespace kiosk::fleet::test {
namespace {

using namespace engine;
using testing::ElementsAre;
using testing::IsEmpty;
namespace json = boost::json;

struct FleetSessionTest : testing::Test {
  std::vector<TailRow> journal;
  Rows chain;
  FleetSession::Settings settings{.kiosk = "k-1"};
  std::optional<FleetSession> session;
  Instant now{Millis{1'000'000}};
  WallTime wall{1'790'000'000'000};
  std::map<FleetSession::Ticket, std::int64_t> sent; ///< of this connection, by ticket

  FleetSessionTest() {
    settings.window = 4;
    settings.rows_at_once = 3;
  }
  void told(int n = 1) { // an event
    while (n-- > 0) add(record::OrderKept{.sale = static_cast<SaleId>(journal.size()) + 1, .order_id = "o"});
  }
  void silent() { add(record::PrintIntent{}); }
  void add(const Record& r) {
    auto [row, hash] = chain.next(r);
    journal.push_back({row, hash});
  }
  void start(FleetSession::Cursor cursor = {}) { session.emplace(settings, cursor); }
  void connect() {
    session->connecting(now);
    session->connected(now);
    sent.clear();
  }
  /// As the driver does; the numbers of the events that left.
  std::vector<std::int64_t> turn() {
    session->journal_may_have_grown();
    std::vector<std::int64_t> left;
    for (;;) {
      while (const auto wanted = session->wants_rows()) {
        std::vector<TailRow> rows;
        for (const auto& one : journal)
          if (one.row.seq > wanted->after && rows.size() < wanted->most) rows.push_back(one);
        session->rows(rows);
      }
      const auto message = session->next(now, wall);
      if (!message) return left;
      if (message->topic == "kiosk/k-1/state") {
        states.push_back(message->payload);
        session->acknowledged(message->ticket, now);
        continue;
      }
      EXPECT_EQ(message->topic, "kiosk/k-1/events");
      EXPECT_FALSE(message->retain);
      last = json::parse(message->payload).as_object();
      left.push_back(last.at("seq").as_int64());
      sent[message->ticket] = left.back();
    }
  }
  std::vector<std::string> states;
  json::object last;
  void take(std::int64_t seq) { // the newest sending of it
    FleetSession::Ticket newest = 0;
    for (const auto& [ticket, n] : sent)
      if (n == seq) newest = ticket;
    session->acknowledged(newest, now);
  }
};

TEST_F(FleetSessionTest, SendsInOrderAsManyAsTheWindowAndMovesOnlyOnAcknowledgement) {
  told(6);
  start();
  EXPECT_THAT(turn(), IsEmpty()); // not connected
  connect();
  EXPECT_THAT(turn(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(turn(), IsEmpty());
  EXPECT_EQ(session->cursor().seq, 0);
  take(2);
  EXPECT_EQ(session->cursor().seq, 0); // 1 is not there yet
  EXPECT_THAT(turn(), IsEmpty());
  take(1);
  EXPECT_EQ(session->cursor().seq, 2);
  EXPECT_EQ(session->cursor().hash, journal[1].hash);
  EXPECT_THAT(turn(), ElementsAre(5, 6));
  take(6), take(5), take(4), take(3);
  EXPECT_EQ(session->cursor().seq, 6);
  EXPECT_EQ(session->on_their_way(), 0U);
}

TEST_F(FleetSessionTest, AfterAReconnectionAllBehindTheCursorIsSentAgain) {
  told(4);
  start();
  connect();
  EXPECT_THAT(turn(), ElementsAre(1, 2, 3, 4));
  take(1), take(3);
  const auto old = sent;
  session->disconnected(now);
  EXPECT_EQ(session->cursor().seq, 1);
  connect();
  EXPECT_THAT(turn(), ElementsAre(2, 3, 4));
  for (const auto& [ticket, seq] : old) session->acknowledged(ticket, now); // of the earlier connection
  EXPECT_EQ(session->cursor().seq, 1);
  take(2);
  EXPECT_EQ(session->cursor().seq, 2);
}

TEST_F(FleetSessionTest, AcknowledgementsOfNothingChangeNothing) {
  told(2);
  start();
  connect();
  turn();
  session->acknowledged(0, now);
  session->acknowledged(999, now);
  EXPECT_EQ(session->cursor().seq, 0);
  const auto first = sent.begin()->first;
  for (int i = 0; i < 3; ++i) session->acknowledged(first, now); // twice, thrice
  EXPECT_EQ(session->cursor().seq, 1);
  EXPECT_EQ(session->on_their_way(), 1U);
}

TEST_F(FleetSessionTest, AParcelGoesBehindStateAndEventsAndMovesNoCursor) {
  told(2);
  start();
  EXPECT_FALSE(session->wants_parcel()) << "without a line";
  connect();
  ASSERT_TRUE(session->wants_parcel());
  session->parcel("bundles/7", "bytes");
  EXPECT_FALSE(session->wants_parcel()) << "one at a time";
  std::vector<std::string> topics;
  FleetSession::Ticket parcel = 0;
  ASSERT_TRUE(session->wants_rows());
  session->rows(journal);
  while (const auto message = session->next(now, wall)) {
    topics.push_back(message->topic);
    if (message->topic == "kiosk/k-1/bundles/7") parcel = message->ticket;
  }
  EXPECT_THAT(topics, ElementsAre("kiosk/k-1/state", "kiosk/k-1/events", "kiosk/k-1/events", "kiosk/k-1/bundles/7"));
  EXPECT_FALSE(session->parcel_arrived());
  session->acknowledged(parcel, now);
  EXPECT_TRUE(session->parcel_arrived());
  EXPECT_FALSE(session->parcel_arrived()) << "told once";
  EXPECT_EQ(session->cursor().seq, 0);
  // A message that was on its way when the line was lost is given again by its owner.
  session->parcel("bundles/7", "more");
  const auto lost = session->next(now, wall)->ticket;
  session->disconnected(now);
  connect();
  session->acknowledged(lost, now);
  EXPECT_FALSE(session->parcel_arrived());
  EXPECT_TRUE(session->wants_parcel());
  // A message that nobody acknowledges means that the line is stuck.
  session->parcel("bundles/7", "more");
  while (session->next(now, wall)) {}
  EXPECT_TRUE(session->is_stuck(now + settings.patience + Millis{1}));
}

TEST_F(FleetSessionTest, StateAndEventsNameTheJournal) {
  told();
  start();
  session->journal_is("0123456789abcdef");
  connect();
  turn();
  EXPECT_EQ(last.at("journal"), "0123456789abcdef");
  EXPECT_EQ(json::parse(states.back()).at("journal"), "0123456789abcdef");
}

TEST_F(FleetSessionTest, RowsThatAreNotToldAreCoveredByTheNextEvent) {
  silent(), silent(), told(), silent(), silent(), silent(), silent(), told(), silent();
  start();
  connect();
  EXPECT_THAT(turn(), ElementsAre(3, 8));
  EXPECT_EQ(last.at("from"), 4);
  take(3), take(8);
  EXPECT_EQ(session->cursor().seq, 8); // and not 9: after a restart the next event covers it again
  start(session->cursor());
  told();
  connect();
  EXPECT_THAT(turn(), ElementsAre(10));
  EXPECT_EQ(last.at("from"), 9);
}

TEST_F(FleetSessionTest, RowsThatAreGoneAreSaid) {
  told(10);
  journal.erase(journal.begin() + 2, journal.begin() + 6);
  start();
  connect();
  EXPECT_THAT(turn(), ElementsAre(1, 2, 7, 8));
  EXPECT_FALSE(last.contains("missing"));
  session->disconnected(now);
  take(1);
  journal.erase(journal.begin(), journal.begin() + 2);
  start();
  settings.window = 1;
  start();
  connect();
  EXPECT_THAT(turn(), ElementsAre(7));
  EXPECT_EQ(last.at("missing"), (json::array{1, 6}));
  EXPECT_EQ(last.at("from"), 1);
}

TEST_F(FleetSessionTest, WaitsGrowAndBeginAnewAfterAConnection) {
  start();
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(session->wants_connection(now));
    session->connecting(now);
    EXPECT_FALSE(session->wants_connection(now));
    session->disconnected(now);
    const auto began = now;
    while (!session->wants_connection(now)) now += Millis{1000};
    waits.push_back((now - began).count() / 1000);
  }
  EXPECT_THAT(waits, ElementsAre(1, 2, 4, 8, 16, 32, 64, 120, 120, 120));
  connect();
  session->disconnected(now);
  EXPECT_FALSE(session->wants_connection(now));
  EXPECT_TRUE(session->wants_connection(now + Millis{1000}));
}

TEST_F(FleetSessionTest, AnAnswerThatDoesNotComeEndsTheConnection) {
  told();
  start();
  session->connecting(now);
  EXPECT_FALSE(session->is_stuck(now + Millis{30'000}));
  EXPECT_TRUE(session->is_stuck(now + Millis{30'001}));
  connect();
  turn();
  EXPECT_FALSE(session->is_stuck(now + Millis{30'000}));
  EXPECT_TRUE(session->is_stuck(now + Millis{30'001}));
  take(1);
  EXPECT_FALSE(session->is_stuck(now + Millis{300'000}));
}

TEST_F(FleetSessionTest, TheStateIsToldOnConnectingOnChangesAndEachMinute) {
  start();
  session->state_is({{"state", "attract"}});
  connect();
  turn();
  ASSERT_EQ(states.size(), 1U);
  const auto o = json::parse(states[0]).as_object();
  EXPECT_EQ(o.at("online"), true);
  EXPECT_EQ(o.at("state"), "attract");
  EXPECT_EQ(o.at("at_ms"), wall.unix_ms);
  EXPECT_TRUE(o.at("sent").is_null());
  now += Millis{59'999};
  session->state_is({{"state", "attract"}});
  turn();
  EXPECT_EQ(states.size(), 1U);
  now += Millis{1};
  turn();
  EXPECT_EQ(states.size(), 2U);
  session->state_is({{"state", "cash"}});
  now += Millis{4'999};
  turn();
  EXPECT_EQ(states.size(), 2U);
  now += Millis{1};
  turn();
  EXPECT_EQ(states.size(), 3U);
  told();
  turn();
  take(1);
  now += Millis{5'000};
  turn(); // how far the events are is news
  ASSERT_EQ(states.size(), 4U);
  EXPECT_EQ(json::parse(states[3]).at("sent").at("id").as_string(), event_id(1, journal[0].hash));
  EXPECT_EQ(json::parse(states[3]).at("sent").at("seq"), 1);
  told();
  turn(); // sent and not acknowledged: not told
  session->state_is({{"state", "done"}});
  now += Millis{5'000};
  turn();
  ASSERT_EQ(states.size(), 5U);
  EXPECT_EQ(json::parse(states[4]).at("sent").at("seq"), 1);
}

TEST_F(FleetSessionTest, OneStateIsOnItsWayAtATime) {
  start();
  connect();
  const auto first = session->next(now, wall);
  ASSERT_TRUE(first && first->retain);
  session->state_is({{"state", "cash"}});
  now += Millis{20'000};
  EXPECT_FALSE(session->next(now, wall));
  session->acknowledged(first->ticket, now);
  EXPECT_TRUE(session->next(now, wall));
}

TEST_F(FleetSessionTest, WhoMissesEventsGetsThemAgainAndTheCursorStays) {
  told(6);
  start();
  connect();
  turn();
  for (std::int64_t seq = 1; seq <= 4; ++seq) take(seq);
  turn();
  take(5), take(6);
  ASSERT_EQ(session->cursor().seq, 6);
  session->asked_again("2", now);
  EXPECT_THAT(turn(), ElementsAre(3, 4, 5, 6));
  EXPECT_EQ(session->cursor().seq, 6);
  take(3);
  EXPECT_EQ(session->cursor().seq, 6);
  EXPECT_EQ(session->cursor().hash, journal[5].hash);
  session->asked_again("0", now + Millis{9'999}); // too soon
  EXPECT_THAT(turn(), IsEmpty());
  take(4), take(5), take(6);
  now += Millis{10'000};
  session->asked_again("0", now);
  EXPECT_THAT(turn(), ElementsAre(1, 2, 3, 4));
}

TEST_F(FleetSessionTest, OtherThingsThanANumberAreNotFollowed) {
  told(3);
  start();
  connect();
  turn();
  take(1), take(2), take(3);
  for (const char* text :
       {"", "-1", "+1", "1 ", " 1", "1\n", "0x1", "1.0", "3", "4", "999999999999999999", "9999999999999999999", "one", "1,2"}) {
    session->asked_again(text, now);
    EXPECT_THAT(turn(), IsEmpty()) << text;
  }
  session->asked_again(std::string(100'000, '1'), now);
  EXPECT_THAT(turn(), IsEmpty());
  session->asked_again("000000000000000001", now);
  EXPECT_THAT(turn(), ElementsAre(2, 3));
}

TEST_F(FleetSessionTest, TheCursorIsSavedOnceASecondAndAtTheEnd) {
  told(3);
  start();
  connect();
  turn();
  EXPECT_FALSE(session->cursor_to_save(now));
  take(1);
  EXPECT_EQ(session->cursor_to_save(now)->seq, 1);
  EXPECT_FALSE(session->cursor_to_save(now));
  take(2);
  EXPECT_FALSE(session->cursor_to_save(now + Millis{999}));
  EXPECT_EQ(session->cursor_to_save(now + Millis{1000})->seq, 2);
  take(3);
  EXPECT_EQ(session->cursor_to_save(now + Millis{1001}, true)->seq, 3);
}

TEST_F(FleetSessionTest, TheLastWillSaysWhoAndNothingElse) {
  start();
  EXPECT_EQ(json::parse(session->farewell("lost")), (json::object{{"v", 1}, {"kiosk", "k-1"}, {"online", false}, {"why", "lost"}}));
}

/// A wire and a broker that lose, repeat and delay, a kiosk that dies at any moment with the cursor that was last written, a broker that forgets what it
/// acknowledged, and a receiver that works as kiosk/fleet/PROTOCOL.md says: in the end it has each event once.
TEST_F(FleetSessionTest, WhateverDiesAndIsLostTheReceiverHasEachEventOnce) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random{seed};
    const auto chance = [&](int in) { return std::uniform_int_distribution<int>{0, in - 1}(random) == 0; };
    journal.clear();
    chain = {};
    settings.window = 1 + random() % 6;
    settings.rows_at_once = 1 + random() % 5;
    FleetSession::Cursor on_disk;
    start();
    struct Carried {
      FleetSession::Ticket ticket;
      std::string topic, payload;
    };
    std::vector<Carried> wire;                             // kiosk to broker
    std::deque<std::pair<std::string, std::string>> queue; // broker to receiver
    std::vector<FleetSession::Ticket> acks;
    std::set<std::string> counted; // by id, what the receiver wrote down
    std::int64_t have = 0;
    std::optional<std::string> ask;
    const auto cut = [&] {
      wire.clear();
      acks.clear();
      session->disconnected(now);
    };
    const auto receive = [&](const std::string& topic, const std::string& payload) {
      const auto o = json::parse(payload).as_object();
      if (topic.ends_with("/state")) {
        if (o.at("online").as_bool() && !o.at("sent").is_null() && o.at("sent").at("seq").as_int64() > have) ask = std::to_string(have);
        return;
      }
      counted.emplace(o.at("id").as_string());
      if (o.at("from").as_int64() > have + 1) ask = std::to_string(have);
      else have = std::max(have, o.at("seq").as_int64());
    };
    const auto step = [&](bool faults) {
      now += Millis{250};
      if (session->wants_connection(now)) {
        session->connecting(now);
        if (faults && chance(3)) session->disconnected(now);
        else session->connected(now);
      }
      session->journal_may_have_grown();
      while (const auto wanted = session->wants_rows()) {
        std::vector<TailRow> rows;
        for (const auto& one : journal)
          if (one.row.seq > wanted->after && rows.size() < wanted->most) rows.push_back(one);
        session->rows(rows);
      }
      while (auto message = session->next(now, wall)) wire.push_back({message->ticket, message->topic, message->payload});
      for (auto it = wire.begin(); it != wire.end();) { // the broker takes them, in order
        if (faults && chance(4)) break;
        queue.emplace_back(it->topic, it->payload);
        acks.push_back(it->ticket);
        it = wire.erase(it);
      }
      if (faults && chance(25)) { // killed: what it took and did not hand on is gone, and some of its acknowledgements are out already
        for (const auto ticket : acks)
          if (chance(2)) session->acknowledged(ticket, now);
        queue.clear();
        cut();
      }
      for (const auto ticket : acks) {
        session->acknowledged(ticket, now);
        if (faults && chance(5)) session->acknowledged(ticket, now);
      }
      acks.clear();
      while (!queue.empty() && !(faults && chance(3))) {
        receive(queue.front().first, queue.front().second);
        if (faults && chance(6)) receive(queue.front().first, queue.front().second); // QoS 1: at least once
        queue.pop_front();
      }
      if (const auto cursor = session->cursor_to_save(now); cursor && !(faults && chance(4))) on_disk = *cursor;
      if (ask && session->is_connected() && !(faults && chance(3))) session->asked_again(*std::exchange(ask, std::nullopt), now);
      if (faults && chance(30)) cut();
      if (faults && chance(40)) { // kill -9 of the kiosk
        wire.clear();
        acks.clear();
        start(on_disk);
      }
      if (session->is_stuck(now)) cut();
    };
    for (int i = 0; i < 400; ++i) {
      if (chance(3)) chance(3) ? silent() : told();
      step(true);
    }
    told(); // something to notice a gap by
    for (int i = 0; i < 2000 && (have < journal.back().row.seq || session->on_their_way() > 0); ++i) step(false);
    std::set<std::string> wanted;
    for (const auto& one : journal)
      if (event_message(one, 1, 0)) wanted.insert(event_id(one.row.seq, one.hash));
    ASSERT_EQ(counted, wanted) << "seed " << seed;
    ASSERT_EQ(session->cursor().seq, journal.back().row.seq) << "seed " << seed;
  }
}

} // namespace
} // namespace kiosk::fleet::test
