// The printer's session with slips to print, under anything that a printer may say: one outcome a slip,
// Refused only when nothing of it was sent, Done only when all of it was, and in the end always an outcome.
#include "devices/printer/printer_session.h"
#include "engine/base/log.h"
#include "tests/fuzz/wire.h"
#include <algorithm>
#include <array>

namespace {

using namespace devices::printer;
using devices::Bytes;
using engine::Millis;

constexpr std::size_t most_jobs = 24;

class Line {
public:
  explicit Line(PrinterProfile profile) : session_(std::move(profile), 115200) { wire_.open(); }
  fuzz::Wire& wire() { return wire_; }
  /// What a printer answers when all that it got is on paper: to the last GS ( H, and to GS r 1.
  void confirm() {
    constexpr std::string_view question("\x1D(H\x06\x00\x30\x30", 7);
    const auto at = text_.rfind(question);
    if (at != std::string::npos && text_.size() >= at + question.size() + 4) {
      Bytes answer{0x37, 0x22, 0, 0, 0, 0, 0};
      std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at + question.size()), 4, answer.begin() + 2);
      return wire_.say(answer);
    }
    wire_.say(Bytes{0x00});
  }
  void print() {
    const auto job = outcomes_.size();
    if (job == most_jobs) return;
    outcomes_.emplace_back();
    engine::Slip slip{"receipt",
                      {engine::SlipText{words(job, "begins")}, engine::SlipPair{"total", "42 000"}, engine::SlipText{words(job, "ends")}}};
    session_.print(static_cast<std::int64_t>(job) + 1, slip,
                   [this, job](const engine::Outcome<engine::Done>& outcome) { end(job, outcome); });
    wire_.wake();
  }
  void require_outcomes() {
    for (const auto& ended : outcomes_) fuzz::require(ended, "every slip has an outcome in the end");
  }

private:
  static std::string words(std::size_t job, const char* what) { return "slip " + std::to_string(job) + " " + what; }
  [[nodiscard]] bool sent(std::size_t job, const char* what) const { return text_.find(words(job, what)) != std::string::npos; }
  void end(std::size_t job, const engine::Outcome<engine::Done>& outcome) {
    fuzz::require(!outcomes_[job], "a slip has one outcome");
    outcomes_[job] = true;
    keep(session_.take_output());
    if (std::holds_alternative<engine::Done>(outcome)) fuzz::require(sent(job, "ends"), "a slip is done when all of it was sent");
    if (std::holds_alternative<engine::Refused>(outcome))
      fuzz::require(!sent(job, "begins"), "a slip is refused when nothing of it was sent");
  }
  void keep(const Bytes& bytes) {
    text_.append(bytes.begin(), bytes.end());
    fuzz::require(bytes.size() <= 64 * 1024, "what goes out at once is bounded");
    if (text_.size() > 1024 * 1024) text_.erase(0, 512 * 1024);
  }
  PrinterSession session_;
  engine::Instant now_{};
  std::string text_; ///< all that was sent
  fuzz::Wire wire_{session_, now_, true, [this](const Bytes& bytes) { keep(bytes); }};
  std::vector<bool> outcomes_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  static const auto profiles = load_profiles(SOURCE_DIR "/assets/config/printers.toml");
  fuzz::require(profiles && !profiles->empty(), "the profiles can be read");
  static constexpr std::array<std::uint8_t, 1> well{0x12}; // the answer to DLE EOT of a printer that lacks nothing
  fuzz::Script script(data, size);
  auto profile = std::next(profiles->begin(), script.byte() % static_cast<int>(profiles->size()))->second;
  profile.text = TextMode::automatic; // so that a slip's words are found in what was sent
  Line line(std::move(profile));
  auto& wire = line.wire();
  for (int steps = 0; !script.over() && steps < 1'000; ++steps) {
    switch (const auto what = script.byte(); what % 8) {
    case 0: wire.say(script.bytes(script.byte() % 16)); break;
    case 1: wire.pass(Millis{script.byte() * 10}); break;
    case 2: line.print(); break;
    case 3: wire.close(); break;
    case 4: wire.open(); break;
    case 5:
      wire.say(script.bytes(1));
      wire.pass(Millis{20});
      break;
    case 6: // the confirmation, at once or so late that it was given up
      if (what >= 128) wire.pass(Millis{what % 64 * 1'000});
      line.confirm();
      wire.pass(Millis{20});
      break;
    default: wire.say(well); wire.pass(Millis{20});
    }
  }
  wire.pass(std::chrono::minutes{most_jobs * 3});
  wire.close();
  wire.pass(std::chrono::minutes{1});
  line.require_outcomes();
  return 0;
}
