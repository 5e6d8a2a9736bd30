// A journal whose rows verify and contradict each other: it is recovered, or refused with the row named. A recovered ledger can be looked at, listed for
// the staff, kept as a checkpoint, and taken up by a start.
#include "engine/base/log.h"
#include "engine/checkout/view/view_builder.h"
#include "engine/ledger/ledger_codec.h"
#include "tests/fuzz/row_text.h"
#include <set>

namespace {

using namespace engine;

std::optional<Ledger> recovered(const std::vector<JournalRow>& rows) {
  fuzz::FixedJournal journal{rows};
  try {
    return recover(journal).ledger;
  } catch (const JournalError& e) {
    fuzz::require(std::string_view{e.what()}.find("journal row ") != std::string_view::npos, "a row that is refused is named");
    return std::nullopt;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  const auto rows = fuzz::rows_of(fuzz::text_of(data, size));
  const auto ledger = recovered(rows);
  if (!ledger) return 0;

  const auto bytes = encode_ledger(*ledger);
  const auto again = decode_ledger(bytes);
  fuzz::require(again && encode_ledger(*again) == bytes, "a checkpoint is read as it was written");
  std::set<std::string> ids;
  for (const auto& item : open_items(*ledger, 0)) {
    fuzz::require(!item.id.empty(), "an entry of the list can be settled");
    ids.insert(item.id);
  }

  // A start, staff who look, and the first thing that goes on behind.
  Policy policy;
  policy.kiosk_id = "nukus-01";
  policy.staff_offered = true;
  Context context{Instant{Millis{1'000'000}}, WallTime{rows.empty() ? 0 : rows.back().at_ms + 60'000}};
  State state;
  state.ledger = *ledger;
  try {
    auto started = step(std::move(state), event::Started{}, context, policy);
    fuzz::require(!started.refused && !started.records.empty(), "a start is written down");
    started.state.staff.logged_in = true;
    static_cast<void>(make_view(started.state, context, policy));
    for (int times = 0; times < 3; ++times) {
      context.now += Millis{60'000};
      context.wall.unix_ms += 60'000;
      started = step(std::move(started.state), event::TimerFired{TimerKind::background}, context, policy);
      started.state.background.ticket = 0; // as if what was asked had been answered with nothing
      static_cast<void>(make_view(started.state, context, policy));
    }
  } catch (const std::overflow_error&) {
    // Sums that no kiosk ever had: a stopped kiosk is better than a wrong sum.
  }
  return 0;
}
