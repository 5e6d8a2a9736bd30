// The session and the printer's model with a line between them and a clock of their own. The outcome that the session reports is compared with the
// paper, dot for dot. A fault is tried at one moment of a slip after another.
#include "devices/printer/printer_session.h"
#include "devices/simulators/printer/paper_model.h"
#include <deque>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace devices::sim {
namespace {

using engine::Done;
using engine::Instant;
using engine::Millis;
using engine::Outcome;
using engine::Refused;
using engine::Unknown;

const engine::Slip receipt{"receipt",
                           {engine::SlipText{"Хлеб 1"}, engine::SlipOrnament{}, engine::SlipText{"Ǵarezsizlik"},
                            engine::SlipQr{"https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386"},
                            engine::SlipText{"Thank you"}}};

/// Like Epson printers: a printer that is off-line sends XOFF (devices/printer/PROTOCOL.md section 6).
PaperModelSettings epson() {
  PaperModelSettings settings;
  settings.stops_offline = true;
  return settings;
}

class Bench {
public:
  explicit Bench(int baud, PaperModelSettings settings = epson())
      : session{settings.profile, baud, letters()}, model{settings}, baud_{baud} {
    model.on_paper = [this](const FinishedPaper& paper) { papers.push_back(paper); };
  }
  void open() {
    session.on_open(now);
    carry();
  }
  void print(const engine::Slip& slip = receipt) {
    outcome.reset();
    session.print(++job_, slip, [this](Outcome<Done> said) { outcome = std::move(said); });
    carry();
  }
  void run(Millis how_long, const std::function<bool()>& until = {}) {
    const auto end = now + how_long;
    while (!until || !until()) {
      auto next = end;
      for (const auto at : {session.deadline(), model.deadline()})
        if (at) next = std::min(next, std::max(now, *at));
      for (const auto* line : {&to_model_, &to_session_})
        if (!line->empty()) next = std::min(next, line->front().at);
      now = next;
      if (to_model_.empty() || to_model_.front().at > now) {
        model.on_time(now);
      } else {
        const auto piece = std::move(to_model_.front());
        to_model_.pop_front();
        model.on_bytes(now, piece.bytes);
      }
      if (!to_session_.empty() && to_session_.front().at <= now) {
        const auto piece = std::move(to_session_.front());
        to_session_.pop_front();
        session.on_bytes(now, piece.bytes);
      }
      if (const auto at = session.deadline(); at && *at <= now) session.on_time(now);
      carry();
      if (now >= end && next_is_later()) break;
    }
  }
  void run_job() {
    run(Millis(120'000), [this] { return outcome.has_value(); });
    ASSERT_TRUE(outcome);
    run(Millis(100)); // the answer and the paper come together
  }
  [[nodiscard]] bool done() const { return outcome && std::holds_alternative<Done>(*outcome); }
  [[nodiscard]] std::string why() const {
    if (!outcome) return "no outcome";
    if (const auto* unknown = std::get_if<Unknown>(&*outcome)) return unknown->why;
    if (const auto* refused = std::get_if<Refused>(&*outcome)) return "refused: " + refused->text;
    return "done";
  }

  printer::PrinterSession session;
  PaperModel model;
  Instant now{Millis(1000)};
  std::optional<Outcome<Done>> outcome;
  std::vector<FinishedPaper> papers;

private:
  struct Piece {
    Instant at{};
    Bytes bytes;
  };
  static std::shared_ptr<printer::LineRenderer> letters() {
    static const auto renderer = std::make_shared<printer::LineRenderer>();
    return renderer;
  }
  [[nodiscard]] bool next_is_later() const {
    const auto due = session.deadline();
    return (!due || *due > now) && (to_model_.empty() || to_model_.front().at > now) &&
           (to_session_.empty() || to_session_.front().at > now);
  }
  void carry() {
    const auto put = [this](std::deque<Piece>& line, Bytes bytes) {
      if (bytes.empty()) return;
      const auto from = line.empty() ? now : std::max(now, line.back().at);
      line.push_back({from + Millis(static_cast<std::int64_t>(bytes.size()) * 10'000 / baud_ + 1), std::move(bytes)});
    };
    put(to_model_, session.take_output());
    put(to_session_, model.take_output());
  }
  int baud_;
  std::int64_t job_ = 0;
  std::deque<Piece> to_model_, to_session_;
};

/// The paper that an undisturbed printer makes of the slip.
const FinishedPaper& whole_paper() {
  static const auto paper = [] {
    Bench bench{115200};
    bench.open();
    bench.print();
    bench.run_job();
    EXPECT_TRUE(bench.done());
    EXPECT_EQ(bench.papers.size(), 1U);
    return bench.papers.at(0);
  }();
  return paper;
}

/// A slip is printed and confirmed, or neither. The next slip is whole in both cases.
void check(Bench& bench, const std::string& what) {
  if (bench.done()) {
    ASSERT_FALSE(bench.papers.empty()) << what;
    EXPECT_TRUE(bench.papers.back().complete) << what;
    EXPECT_EQ(bench.papers.back().dots, whole_paper().dots) << what;
    EXPECT_THAT(bench.model.errors(), testing::IsEmpty()) << what;
  }
  bench.print();
  bench.run_job();
  EXPECT_TRUE(bench.done()) << what << ": the next one: " << bench.why();
  ASSERT_FALSE(bench.papers.empty()) << what;
  EXPECT_TRUE(bench.papers.back().complete) << what;
  EXPECT_EQ(bench.papers.back().dots, whole_paper().dots) << what;
  // The rest of a picture whose job was given up is filled with white. The bytes of a question may stand in it.
  for (const auto& error : bench.model.errors()) EXPECT_THAT(error, testing::HasSubstr("inside a picture")) << what;
}

/// Prints one slip for each moment at which the head may get too hot, at both baud rates. `judge` looks at the bench when the job has ended.
void stop_everywhere(Millis hot, const std::function<void(Bench&, const std::string& what)>& judge) {
  for (const int baud : {115200, 19200}) {
    for (Millis at{40}; at < Millis(baud == 19200 ? 11'000 : 2'000); at += Millis(baud == 19200 ? 97 : 13)) {
      const auto what = "at " + std::to_string(baud) + " baud, hot after " + std::to_string(at.count()) + " ms";
      Bench bench{baud};
      bench.open();
      bench.print();
      bench.run(at);
      if (bench.outcome) break;
      bench.model.set_overheated(true);
      bench.run(hot);
      bench.model.set_overheated(false);
      bench.run_job();
      judge(bench, what);
      check(bench, what);
    }
  }
}

/// A printer answers a question inside a picture and prints its bytes as well. So a printer that is only slow is not asked there: a head that has to cool
/// down for three seconds costs three seconds at any moment. (A printer that is hot before the slip begins refuses the job, and nothing was sent.)
TEST(SessionAndPaper, AShortStopAnywhereEndsInAWholePaper) {
  stop_everywhere(Millis(3'000), [](Bench& bench, const std::string& what) { EXPECT_TRUE(bench.done()) << what << ": " << bench.why(); });
}

/// A job whose printer stands still for longer inside a picture is given up. The printer is asked then, and the rest of the receipt is not printed.
TEST(SessionAndPaper, ALongStopAnywhereIsAWholePaperOrUnknown) {
  int unknown = 0, whole = 0;
  stop_everywhere(Millis(8'000), [&](Bench& bench, const std::string&) { ++(bench.done() ? whole : unknown); });
  EXPECT_GT(unknown, 0); // stops inside a picture
  EXPECT_GT(whole, 0);   // stops between two pictures
}

/// The run before may have died inside a longer picture: a faster line, or an older build, sends pictures of 48 rows where this line sends 8.
TEST(SessionAndPaper, AfterAStartALongerPictureThanThisLineSendsIsFilledUp) {
  for (const int baud : {19200, 9600}) {
    for (const std::size_t sent : {0U, 1U, 72U, 8U * 72U, 47U * 72U}) {
      const auto what = std::to_string(baud) + " baud, " + std::to_string(sent) + " bytes of it";
      Bench bench{baud};
      Bytes half{0x1B, 0x40, 0x1D, 0x76, 0x30, 0, 72, 0, 48, 0};
      half.insert(half.end(), sent, 0x81);
      bench.model.on_bytes(bench.now, half);
      bench.session.assume_torn();
      bench.open();
      bench.print(); // at once
      bench.run_job();
      EXPECT_TRUE(bench.done()) << what << ": " << bench.why();
      check(bench, what);
    }
  }
}

/// A job comes while a question waits for its answer. The question is not asked again. Otherwise each answer would be read for the next question, and
/// an error (40 to the third) would be read as no paper (40 to the fourth).
TEST(SessionAndPaper, AJobThatComesInsideARoundReadsTheAnswersRight) {
  for (Millis at{0}; at < Millis(30); ++at) {
    Bench bench{9600};
    bench.open();
    bench.run(Millis(1'000));
    bench.model.set_overheated(true);
    bench.run(Millis(1'000) + at); // a round comes every two seconds
    bench.print();
    bench.run(Millis(500));
    EXPECT_FALSE(bench.session.status().paper_out) << at.count();
    EXPECT_TRUE(bench.session.status().head_hot) << at.count();
  }
}

TEST(SessionAndPaper, NoPaperAnywhereIsKnownSoonAndTheNextOneIsWhole) {
  for (Millis at{1}; at < Millis(2'000); at += Millis(13)) {
    const auto what = "after " + std::to_string(at.count()) + " ms";
    Bench bench{115200};
    bench.open();
    bench.print();
    bench.run(at);
    if (bench.outcome) break;
    bench.model.paper_out();
    bench.run(Millis(7'000));
    EXPECT_TRUE(bench.session.status().paper_out) << what;
    bench.model.paper_in();
    bench.run_job();
    check(bench, what);
  }
}

} // namespace
} // namespace devices::sim
