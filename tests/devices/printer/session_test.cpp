// The session against a scripted printer and a clock of its own: outcomes, time-outs, recovery. The real pty
// and the whole simulator are in printer_pty_test.cpp.
#include "devices/printer/printer_session.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace devices::printer {
namespace {

using engine::Done;
using engine::Instant;
using engine::Millis;
using engine::Outcome;
using engine::Refused;
using engine::Slip;
using engine::Unknown;

/// Answers DLE EOT at once and keeps everything else that it gets.
class Bench {
public:
  explicit Bench(PrinterProfile profile = generic_80mm(), int baud = 115200) : session(std::move(profile), baud) {}

  void open() {
    session.on_open(now);
    carry();
  }
  void close(const std::string& why = "unplugged") {
    session.on_closed(now, why);
    carry();
  }
  void say(const Bytes& bytes) {
    session.on_bytes(now, bytes);
    carry();
  }
  int print(std::int64_t id = 1, int lines = 3) {
    Slip slip{"receipt", {}};
    for (int i = 0; i < lines; ++i) slip.items.emplace_back(engine::SlipText{"line " + std::to_string(i)});
    const auto slot = outcomes.size();
    outcomes.emplace_back();
    session.print(id, slip, [this, slot](Outcome<Done> outcome) { outcomes[slot] = std::move(outcome); });
    return static_cast<int>(slot);
  }
  /// Runs the session's own deadlines for this long.
  void run(Millis how_long) {
    const auto end = now + how_long;
    for (int steps = 0; steps < 200000; ++steps) {
      const auto next = session.deadline();
      if (!next || *next > end) break;
      now = std::max(now, *next);
      session.on_time(now);
      carry();
    }
    now = end;
    session.on_time(now);
    carry();
  }
  [[nodiscard]] bool got(const Bytes& part) const { return std::search(data.begin(), data.end(), part.begin(), part.end()) != data.end(); }

  PrinterSession session;
  Instant now{Millis(1000)};
  Bytes state{0x12, 0x12, 0x12, 0x12};
  bool answers = true;
  bool confirms = true; ///< GS r is answered when it comes
  Bytes data;           ///< all but questions
  int questions = 0;
  std::vector<std::optional<Outcome<Done>>> outcomes;

private:
  void carry() {
    for (int i = 0; i < 1000; ++i) {
      const auto out = session.take_output();
      if (out.empty()) return;
      Bytes replies;
      for (std::size_t k = 0; k < out.size(); ++k) {
        const bool question = k + 2 < out.size() && out[k] == 0x10 && out[k + 1] == 0x04 && out[k + 2] >= 1 && out[k + 2] <= 4;
        if (!question) {
          data.push_back(out[k]);
          continue;
        }
        ++questions;
        if (answers) replies.push_back(state[out[k + 2] - 1U]);
        k += 2;
      }
      const Bytes request{0x1D, 0x72, 0x01};
      if (confirms && data.size() >= 3 && !out.empty() && std::equal(request.begin(), request.end(), data.end() - 3) &&
          data.size() != confirmed_at_) {
        confirmed_at_ = data.size();
        replies.push_back(0x00);
      }
      if (!replies.empty()) session.on_bytes(now, replies);
    }
    FAIL() << "the session does not come to rest";
  }
  std::size_t confirmed_at_ = 0;
};

template <class T> bool is(const std::optional<Outcome<Done>>& outcome) { return outcome && std::holds_alternative<T>(*outcome); }

TEST(PrinterSession, StatusIsKnownAfterTheLineIsUp) {
  Bench bench;
  EXPECT_EQ(bench.session.status().health, engine::Health::connecting);
  std::vector<std::string> seen;
  bench.session.on_status([&](const engine::PrinterStatus& s) { seen.push_back(s.detail); });
  bench.open();
  EXPECT_TRUE(bench.session.status().can_print());
  bench.state = {0x1A, 0x32, 0x12, 0x7E};
  bench.run(Millis(2100));
  EXPECT_TRUE(bench.session.status().paper_out);
  bench.state = {0x12, 0x12, 0x12, 0x12};
  bench.run(Millis(2100));
  EXPECT_EQ(seen, (std::vector<std::string>{"ready", "no paper", "ready"}));
}

TEST(PrinterSession, AsksEveryTwoSecondsWhenIdle) {
  Bench bench;
  bench.open();
  bench.questions = 0;
  bench.run(Millis(20000));
  EXPECT_EQ(bench.questions, 40);
  EXPECT_TRUE(bench.data.empty());
}

TEST(PrinterSession, DoneOnlyWhenThePrinterConfirms) {
  Bench bench;
  bench.open();
  bench.confirms = false;
  bench.print();
  bench.run(Millis(1500));
  EXPECT_TRUE(bench.got({'l', 'i', 'n', 'e', ' ', '2', 0x0A}));
  EXPECT_FALSE(bench.outcomes[0]);
  bench.say({0x00});
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
}

TEST(PrinterSession, NeverRepliesFromInsidePrint) {
  Bench bench;
  bench.open();
  bench.state = {0x1A, 0x32, 0x12, 0x7E};
  bench.run(Millis(2100));
  bench.print();
  EXPECT_FALSE(bench.outcomes[0]);
  ASSERT_TRUE(bench.session.deadline());
  EXPECT_LE(*bench.session.deadline(), bench.now);
}

TEST(PrinterSession, RefusesWithoutSendingWhenItCannotPrint) {
  struct Case {
    Bytes state;
    const char* words;
  };
  const Case cases[] = {
      {{0x1A, 0x32, 0x12, 0x7E}, "no paper"},
      {{0x1A, 0x16, 0x12, 0x12}, "cover open"},
      {{0x1A, 0x52, 0x1A, 0x12}, "cutter or paper path blocked"},
      {{0x1A, 0x52, 0x32, 0x12}, "hardware error"},
  };
  for (const auto& c : cases) {
    Bench bench;
    bench.open();
    bench.state = c.state; // after the last round: the job asks again
    bench.print();
    bench.run(Millis(100));
    ASSERT_TRUE(is<Refused>(bench.outcomes[0])) << c.words;
    EXPECT_EQ(std::get<Refused>(*bench.outcomes[0]).text, c.words);
    EXPECT_TRUE(bench.data.empty());
  }
}

TEST(PrinterSession, RefusesWhenThereIsNoLine) {
  Bench bench;
  bench.session.on_closed(bench.now, "no such port");
  bench.print();
  bench.run(Millis(10));
  EXPECT_TRUE(is<Refused>(bench.outcomes[0]));
}

TEST(PrinterSession, WaitsAWhileForAPrinterThatIsLookedFor) {
  Bench bench;
  bench.print();
  bench.run(Millis(1000));
  EXPECT_FALSE(bench.outcomes[0]);
  bench.open();
  bench.run(Millis(1500));
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));

  Bench never;
  never.print();
  never.run(Millis(3500));
  EXPECT_TRUE(is<Refused>(never.outcomes[0]));
}

TEST(PrinterSession, JobsComeOneAfterAnother) {
  Bench bench;
  bench.open();
  bench.print(1);
  bench.print(2);
  bench.confirms = false;
  bench.run(Millis(1500));
  bench.say({0x00});
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
  EXPECT_FALSE(bench.outcomes[1]);
  bench.run(Millis(1500));
  bench.say({0x00});
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
}

TEST(PrinterSession, PaperOutInTheMiddleIsUnknownAndTheTornHalfIsCutOffFirst) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  bench.print(1, 200);
  bench.run(Millis(300)); // at 9600 about an eighth is on its way
  bench.state = {0x1A, 0x32, 0x12, 0x7E};
  bench.run(Millis(1500));
  ASSERT_TRUE(is<Unknown>(bench.outcomes[0]));
  EXPECT_EQ(std::get<Unknown>(*bench.outcomes[0]).why, "no paper");

  bench.data.clear();
  bench.state = {0x12, 0x12, 0x12, 0x12};
  bench.run(Millis(3000));
  EXPECT_TRUE(bench.data.empty()); // nothing comes out by itself
  bench.print(2, 2);
  bench.run(Millis(5000));
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
  const Bytes cut{0x1D, 0x56, 0x42, 0x00};
  const auto first = std::search(bench.data.begin(), bench.data.end(), cut.begin(), cut.end());
  const Bytes text{'l', 'i', 'n', 'e', ' ', '0'};
  const auto body = std::search(bench.data.begin(), bench.data.end(), text.begin(), text.end());
  ASSERT_NE(body, bench.data.end());
  EXPECT_LT(first, body);
}

/// All was sent, and no answer to the last command: the line may have lost a byte of a picture, and the printer waits for it.
/// Without white it would swallow the next jobs' beginnings, one after the other.
TEST(PrinterSession, WhatWasSentAndNotConfirmedIsFilledUpWithABandOfWhite) {
  Bench bench;
  bench.open();
  bench.confirms = false;
  bench.print(1, 2);
  bench.run(Millis(30'000));
  ASSERT_TRUE(is<Unknown>(bench.outcomes[0]));
  const auto white = std::size_t{static_cast<std::size_t>(generic_80mm().band_rows)} * 72;
  ASSERT_GE(bench.data.size(), white);
  EXPECT_TRUE(std::all_of(bench.data.end() - static_cast<std::ptrdiff_t>(white), bench.data.end(), [](auto byte) { return byte == 0; }));
  bench.confirms = true;
  bench.print(2, 2);
  bench.run(Millis(5'000));
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
}

TEST(PrinterSession, ABrokenOffPictureIsFilledUpBeforeAnythingElse) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  Slip slip{"receipt", {engine::SlipOrnament{}, engine::SlipOrnament{}}};
  std::optional<Outcome<Done>> outcome;
  bench.session.print(7, slip, [&](Outcome<Done> o) { outcome = std::move(o); });
  bench.run(Millis(1200));
  ASSERT_TRUE(bench.got({0x1D, 0x76, 0x30}));
  bench.say({0x13}); // busy in the middle of a picture
  bench.state = {0x1A, 0x32, 0x12, 0x7E};
  bench.run(Millis(6000));
  ASSERT_TRUE(is<Unknown>(outcome));

  // Frame what came: header, then exactly width x rows, then a command again.
  bench.state = {0x12, 0x12, 0x12, 0x12};
  bench.say({0x11});
  bench.run(Millis(3000));
  bench.print(8, 1);
  bench.run(Millis(20000));
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
  std::size_t i = 0;
  while (i < bench.data.size() && !(bench.data[i] == 0x1D && bench.data[i + 1] == 0x76)) ++i;
  std::size_t after = 0;
  while (i + 8 <= bench.data.size() && bench.data[i] == 0x1D && bench.data[i + 1] == 0x76) {
    i += 8 + static_cast<std::size_t>(bench.data[i + 4]) * bench.data[i + 6];
    after = i;
  }
  ASSERT_LT(after + 5, bench.data.size());
  EXPECT_EQ(bench.data[after], 0x1B); // select, after the zeros: in step again
  EXPECT_EQ(bench.data[after + 1], 0x3D);
}

namespace {

/// The bytes that the last picture of `data` still misses.
std::size_t missing_of_picture(const Bytes& data) {
  std::size_t missing = 0;
  for (std::size_t i = 0; i + 8 <= data.size(); ++i) {
    if (data[i] != 0x1D || data[i + 1] != 0x76 || data[i + 2] != 0x30) continue;
    const auto size = std::size_t{8} + std::size_t{data[i + 4]} * data[i + 6];
    missing = i + size > data.size() ? i + size - data.size() : 0;
    i += size - 1;
  }
  return missing;
}

} // namespace

/// The bands are short so that a printer that was without power for two seconds has missed a question, also at 19200 baud.
TEST(PrinterSession, PicturesAreInShortBandsOnASlowLine) {
  for (const auto& [baud, most] : {std::pair{115200, 48 * 72}, {19200, 576}, {9600, 288}}) {
    Bench bench(generic_80mm(), baud);
    bench.open();
    std::optional<Outcome<Done>> outcome;
    bench.session.print(7, {"receipt", {engine::SlipOrnament{}}}, [&](Outcome<Done> o) { outcome = std::move(o); });
    bench.run(Millis(20'000));
    ASSERT_TRUE(is<Done>(outcome)) << baud;
    int longest = 0;
    for (std::size_t i = 0; i + 8 <= bench.data.size(); ++i)
      if (bench.data[i] == 0x1D && bench.data[i + 1] == 0x76 && bench.data[i + 2] == 0x30) {
        const int size = bench.data[i + 4] * bench.data[i + 6];
        longest = std::max(longest, size);
        i += static_cast<std::size_t>(size) + 7;
      }
    EXPECT_LE(longest, most) << baud;
    EXPECT_GT(longest, most / 2) << baud;
  }
}

/// A slip of two pictures, until the printer waits for the rest of one.
void print_into_a_picture(Bench& bench, std::optional<Outcome<Done>>& outcome) {
  bench.session.print(7, {"receipt", {engine::SlipOrnament{}, engine::SlipOrnament{}}}, [&](Outcome<Done> o) { outcome = std::move(o); });
  while (missing_of_picture(bench.data) == 0 && !outcome) bench.run(Millis(1));
}

/// A question inside a picture is answered, and its bytes are dots of the picture (devices/printer/PROTOCOL.md section 4). So a
/// printer that said stop there is not asked; when it goes on within five seconds nothing has happened, else the job is given up first.
TEST(PrinterSession, NothingIsAskedInsideAPicture) {
  for (const Millis stop : {Millis(4'500), Millis(5'500)}) {
    Bench bench(generic_80mm(), 19200);
    bench.open();
    std::optional<Outcome<Done>> outcome;
    print_into_a_picture(bench, outcome);
    ASSERT_FALSE(outcome);
    bench.say({0x13});
    bench.run(Millis(100));
    ASSERT_GT(missing_of_picture(bench.data), 0U);
    const auto asked = bench.questions;
    bench.run(stop - Millis(100));
    const bool slow = stop < Millis(5'000);
    EXPECT_EQ(bench.questions == asked, slow);
    EXPECT_EQ(is<Unknown>(outcome), !slow); // before it is asked
    bench.say({0x11});
    bench.run(Millis(20'000));
    EXPECT_EQ(is<Done>(outcome), slow);
    if (is<Unknown>(outcome)) {
      EXPECT_EQ(std::get<Unknown>(*outcome).why, "it stopped in the middle of a picture and did not go on");
    }
    bench.print(8, 2); // and the next job is whole
    bench.run(Millis(20'000));
    EXPECT_TRUE(is<Done>(bench.outcomes[0]));
  }
}

/// A stop said once more while nothing was sent is a start: what the printer held of the picture is gone. Said again
/// at once it is about the bytes that were under way.
TEST(PrinterSession, AStopSaidAgainLaterIsAStart) {
  for (const Millis again : {Millis(200), Millis(3'000)}) {
    Bench bench(generic_80mm(), 19200);
    bench.open();
    std::optional<Outcome<Done>> outcome;
    print_into_a_picture(bench, outcome);
    bench.say({0x13});
    bench.run(again);
    bench.say({0x13});
    bench.run(Millis(500));
    bench.say({0x11});
    bench.run(Millis(20'000));
    EXPECT_EQ(is<Done>(outcome), again < Millis(1'000)) << again.count();
    EXPECT_EQ(is<Unknown>(outcome), again > Millis(1'000)) << again.count();
  }
}

/// Its stop was lost, or it has started anew: what it held of the job may be gone. Three jobs running
/// it is the printer's way.
TEST(PrinterSession, AGoBehindNoStopIsNoConfirmation) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  const auto print = [&](bool stop, bool go) {
    const auto slot = bench.print(1, 300);
    bench.run(Millis(600));
    if (stop) bench.say({0x13});
    bench.run(Millis(100));
    if (go) bench.say({0x11});
    bench.run(Millis(300));
    if (go) bench.say({0x11}); // the same, once more
    bench.run(Millis(30'000));
    return is<Done>(bench.outcomes[static_cast<std::size_t>(slot)]);
  };
  EXPECT_TRUE(print(false, false));
  EXPECT_TRUE(print(true, true));
  EXPECT_FALSE(print(false, true));
  EXPECT_TRUE(print(false, false));
  EXPECT_FALSE(print(false, true));
  EXPECT_FALSE(print(false, true));
  EXPECT_FALSE(print(false, true));
  EXPECT_TRUE(print(false, true)) << "its way";
  EXPECT_TRUE(print(false, true));
  EXPECT_TRUE(print(false, false)) << "it has left off";
  EXPECT_FALSE(print(false, true));
}

TEST(PrinterSession, TheBufferIsClearedAtOnceWhereThePrinterCan) {
  auto profile = generic_80mm();
  profile.clear_buffer = {0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08};
  Bench bench(profile, 9600);
  bench.open();
  bench.print(1, 200);
  bench.run(Millis(300));
  bench.state = {0x1A, 0x16, 0x12, 0x12};
  bench.run(Millis(1500));
  ASSERT_TRUE(is<Unknown>(bench.outcomes[0]));
  EXPECT_TRUE(bench.got(profile.clear_buffer));
  bench.say({0x37, 0x25, 0x00});
  bench.data.clear();
  bench.state = {0x12, 0x12, 0x12, 0x12};
  bench.print(2, 1);
  bench.run(Millis(3000));
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
  EXPECT_FALSE(bench.got(profile.clear_buffer)); // confirmed, so not sent again
}

TEST(PrinterSession, UnpluggedInTheMiddleIsUnknown) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  bench.print(1, 60);
  bench.run(Millis(300));
  bench.close();
  ASSERT_TRUE(is<Unknown>(bench.outcomes[0]));
  EXPECT_EQ(bench.session.status().health, engine::Health::failed);
  bench.open();
  bench.data.clear();
  bench.print(2, 1);
  bench.run(Millis(3000));
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
  EXPECT_TRUE(bench.got({0x1D, 0x56, 0x42, 0x00, 0x1D, 0x72, 0x01, 0x1B, 0x3D})); // cut off, confirmed, then the job
}

TEST(PrinterSession, ASlipThatIsTooLongIsRefusedUnprintedAndTheNextOneComesOut) {
  Bench bench;
  bench.open();
  bench.run(Millis(2000));
  bench.print(1, 20'000);
  bench.run(Millis(2000));
  ASSERT_TRUE(is<Refused>(bench.outcomes[0]));
  EXPECT_EQ(std::get<Refused>(*bench.outcomes[0]).text, "a slip of more than 30 m was not printed");
  EXPECT_FALSE(bench.got({'l', 'i', 'n', 'e'}));
  bench.print(2);
  bench.run(Millis(30'000));
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
}

TEST(PrinterSession, UnpluggedBeforeTheFirstByteIsRefused) {
  Bench bench;
  bench.open();
  bench.answers = false;
  bench.print();
  bench.run(Millis(100));
  bench.close();
  EXPECT_TRUE(is<Refused>(bench.outcomes[0]));
  EXPECT_TRUE(bench.data.empty());
}

TEST(PrinterSession, NoConfirmationInTimeIsUnknown) {
  Bench bench;
  bench.open();
  bench.confirms = false;
  bench.print();
  bench.run(Millis(8000));
  EXPECT_FALSE(bench.outcomes[0]);
  bench.run(Millis(8000));
  EXPECT_TRUE(is<Unknown>(bench.outcomes[0]));
}

TEST(PrinterSession, TheTimeOutGrowsWithTheBytes) {
  Bench slow(generic_80mm(), 9600);
  slow.open();
  slow.confirms = false;
  slow.print(1, 400); // over 3 s on the wire, a paper of 30 s
  slow.run(Millis(30000));
  EXPECT_FALSE(slow.outcomes[0]);
  slow.run(Millis(60000));
  EXPECT_TRUE(is<Unknown>(slow.outcomes[0]));
}

TEST(PrinterSession, SilenceIsAStateAndAReasonToOpenAgain) {
  Bench bench;
  bench.open();
  bench.answers = false;
  bench.run(Millis(3000));
  EXPECT_TRUE(bench.session.status().can_print()); // one lost answer is no fault
  bench.run(Millis(6000));
  EXPECT_EQ(bench.session.status().detail, "does not answer");
  bool asked = false;
  for (int i = 0; i < 10; ++i) {
    bench.run(Millis(2000));
    asked = asked || bench.session.take_close_request();
  }
  EXPECT_TRUE(asked);
}

TEST(PrinterSession, SilenceInTheMiddleIsUnknown) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  bench.print(1, 200);
  bench.run(Millis(300));
  bench.answers = false;
  bench.confirms = false;
  bench.run(Millis(8000));
  ASSERT_TRUE(is<Unknown>(bench.outcomes[0]));
  EXPECT_EQ(std::get<Unknown>(*bench.outcomes[0]).why, "the printer does not answer");
}

// A printer without power for a second forgets its bytes, and still answers the request behind the rest of the job.
TEST(PrinterSession, ConfirmedAfterASilenceInTheMiddleIsUnknown) {
  for (const bool silent : {false, true}) {
    Bench bench(generic_80mm(), 9600);
    bench.open();
    const auto job = bench.print(1, 400);
    bench.run(Millis(1500));
    ASSERT_FALSE(bench.outcomes[job]);
    bench.answers = !silent;
    bench.run(Millis(1700)); // a round comes each second, and waits half a second
    bench.answers = true;
    bench.run(Millis(60000));
    EXPECT_EQ(is<Unknown>(bench.outcomes[job]), silent);
    EXPECT_EQ(is<Done>(bench.outcomes[job]), !silent);
    bench.data.clear();
    const auto next = bench.print(2);
    bench.run(Millis(20000));
    EXPECT_TRUE(is<Done>(bench.outcomes[next])) << "silence in one job is no matter of the next";
  }
}

TEST(PrinterSession, XoffHoldsDataButNotQuestions) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  bench.print(1, 60);
  bench.run(Millis(200));
  bench.say({0x13});
  const auto sent = bench.data.size();
  const auto asked = bench.questions;
  bench.run(Millis(3000));
  EXPECT_EQ(bench.data.size(), sent);
  EXPECT_GT(bench.questions, asked);
  bench.say({0x11});
  bench.run(Millis(10000));
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
}

TEST(PrinterSession, ALostXonStopsNotForEver) {
  Bench bench;
  bench.open();
  bench.say({0x13});
  bench.run(Millis(70000));
  bench.print();
  bench.run(Millis(2000));
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
}

TEST(PrinterSession, PacesToTheBaudRate) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  bench.print(1, 300);
  bench.run(Millis(1000));
  EXPECT_LE(bench.data.size(), 960U + 96U);
  EXPECT_GE(bench.data.size(), 700U);
}

TEST(PrinterSession, UnsolicitedBytesChangeNothing) {
  Bench bench;
  bench.open();
  bench.confirms = false;
  bench.print();
  for (int i = 0; i < 40; ++i) {
    bench.say({0xFF, 0x96, 0x12, 0x37, 0xC0});
    bench.run(Millis(20));
  }
  EXPECT_FALSE(bench.outcomes[0]);
  bench.run(Millis(1500));
  bench.say({0x00});
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
}

TEST(PrinterSession, AProcessIdConfirmsOnlyItsOwnJob) {
  auto profile = generic_80mm();
  profile.completion = Completion::process_id;
  Bench bench(profile);
  bench.open();
  bench.print(5);
  bench.run(Millis(1500));
  const Bytes head{0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30};
  const auto at = std::search(bench.data.begin(), bench.data.end(), head.begin(), head.end());
  ASSERT_EQ(bench.data.end() - at, 11);
  bench.say({0x00});
  bench.say({0x37, 0x22, '9', '9', '9', '9', 0x00});
  EXPECT_FALSE(bench.outcomes[0]);
  bench.say({0x37, 0x22, at[7], at[8], at[9], at[10], 0x00});
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
}

TEST(PrinterSession, ATicketLeftInThePresenterIsBroughtOutFirst) {
  auto profile = generic_80mm();
  profile.status.paper_end = 0x20;
  profile.status.ticket = 0x40;
  profile.eject = {0x1D, 0x65, 0x05};
  Bench bench(profile);
  bench.open();
  bench.state = {0x12, 0x12, 0x12, 0x52};
  bench.print();
  bench.run(Millis(1000));
  EXPECT_EQ(bench.data, profile.eject);
  bench.state = {0x12, 0x12, 0x12, 0x12};
  bench.run(Millis(1500));
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));

  bench.state = {0x12, 0x12, 0x12, 0x52}; // a paper that is never taken away stops no sale
  bench.print(2);
  bench.run(Millis(13000));
  EXPECT_TRUE(is<Done>(bench.outcomes[1]));
}

TEST(PrinterSession, AfterACrashTheHalfReceiptIsCutOff) {
  Bench bench;
  bench.session.assume_torn();
  bench.open();
  bench.print();
  bench.run(Millis(2000));
  EXPECT_TRUE(is<Done>(bench.outcomes[0]));
  EXPECT_TRUE(bench.got({0x1D, 0x56, 0x42, 0x00, 0x1D, 0x72, 0x01, 0x1B, 0x3D}));
}

TEST(PrinterSession, AutomaticStatusIsTakenInTheMiddleOfAJob) {
  Bench bench(generic_80mm(), 9600);
  bench.open();
  bench.print(1, 60);
  bench.run(Millis(300));
  bench.say({0x38, 0x00, 0x00, 0x00}); // cover open
  EXPECT_TRUE(is<Unknown>(bench.outcomes[0]));
}

} // namespace
} // namespace devices::printer
