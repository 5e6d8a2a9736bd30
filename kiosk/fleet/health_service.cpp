#include "kiosk/fleet/health_service.h"

#include "engine/base/log.h"
#include "engine/journal/journal_tail.h"
#include "kiosk/fleet/health_server.h"
#include "kiosk/fleet/kept_text.h"

#include <boost/json/serialize.hpp>

namespace kiosk::fleet {

using namespace engine;

struct TallyKeeper::Source {
  std::filesystem::path file;
  JournalTail tail;
};

TallyKeeper::TallyKeeper(const std::filesystem::path& state_dir) : source_(new Source{state_dir / "fleet.tally", JournalTail{state_dir}}) {}

TallyKeeper::~TallyKeeper() {
  if (whole_ && changed_) keep_text(source_->file, tally_.to_text());
}

/// Counts on where the last run left off, when that is a row of this journal.
void TallyKeeper::begin() {
  if (const auto text = kept_text(source_->file))
    if (auto kept = SalesTally::from_text(*text); kept && kept->seq() > 0) {
      if (source_->tail.hash_of(kept->seq()) == kept->hash()) tally_ = std::move(*kept);
      else spdlog::warn("{} is of another journal: it is counted anew", source_->file.string());
    }
  begun_ = true;
}

bool TallyKeeper::read_on(Instant now) {
  try {
    if (!begun_) begin();
    const auto rows = source_->tail.read(tally_.seq(), rows_at_once);
    if (!rows.empty() && rows.front().row.seq != tally_.seq() + 1)
      spdlog::warn("metrics: the rows {} to {} are in an archive that is not there: they are not counted", tally_.seq() + 1,
                   rows.front().row.seq - 1);
    for (const auto& [row, hash] : rows) tally_.take(row, hash);
    changed_ = changed_ || !rows.empty();
    readable_ = true;
    if (rows.size() == rows_at_once) return true;
    whole_ = true;
    save(now);
  } catch (const std::exception& e) {
    if (readable_) spdlog::warn("metrics: the journal cannot be read for them: {}", e.what());
    readable_ = false;
  }
  return false;
}

void TallyKeeper::save(Instant now) {
  if (!changed_ || (saved_ != Instant{} && now - saved_ < save_every)) return;
  saved_ = now;
  if (keep_text(source_->file, tally_.to_text())) changed_ = false;
}

void TallyKeeper::look_at_paper(const PrinterStatus& printer) {
  if (printer.paper_out) was_out_ = true; // a printer without paper is also off-line
  if (!was_out_ || !printer.can_print()) return;
  was_out_ = false;
  tally_.new_roll();
  changed_ = true;
  saved_ = Instant{}; // the journal cannot tell it again: saved at the next look
}

struct HealthService::Impl {
  HealthOptions options;
  Pulse& pulse;
  TallyKeeper keeper;
  std::optional<HealthServer> server; // the last: its thread uses all of the above

  Impl(HealthOptions o, Pulse& p) : options(std::move(o)), pulse(p), keeper(options.state_dir) {
    server.emplace(options.address, options.port, std::move(options.token),
                   HealthServer::Hooks{[this](std::string_view path) { return page(path); }, [this] { return tick(); }});
  }

  Beat look() {
    auto beat = pulse.beat();
    keeper.look_at_paper(beat.view->devices.printer);
    return beat;
  }

  Millis tick() {
    const bool more = keeper.read_on(look().now);
    return more ? Millis{2} : Millis{1000};
  }

  [[nodiscard]] Facts facts() {
    auto beat = look();
    return {.kiosk = options.kiosk,
            .version = options.version,
            .started_ms = options.started_ms,
            .beat = std::move(beat),
            .tally = keeper.tally(),
            .journal_readable = keeper.readable(),
            .cassette_capacity = options.cassette_capacity,
            .broker = options.broker ? options.broker() : std::nullopt,
            .process = process_figures()};
  }

  Page page(std::string_view path) {
    if (path == "/metrics") return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(facts())};
    if (path != "/health") return {};
    auto answer = health_json(facts());
    return {answer.at("ok").as_bool() ? 200U : 503U, "application/json", boost::json::serialize(answer) + "\n"};
  }
};

HealthService::HealthService(HealthOptions options, Pulse& pulse) : impl_(std::make_unique<Impl>(std::move(options), pulse)) {}
HealthService::~HealthService() = default;

} // namespace kiosk::fleet
