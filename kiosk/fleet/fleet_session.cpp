#include "kiosk/fleet/fleet_session.h"

#include "kiosk/fleet/fleet_events.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace kiosk::fleet {

using namespace engine;
namespace json = boost::json;

FleetSession::FleetSession(Settings settings, Cursor cursor)
    : settings_(std::move(settings)), cursor_(cursor), saved_(cursor), wait_(settings_.wait_least) {
  start_over(cursor_.seq);
}

std::string FleetSession::farewell(std::string_view why) const {
  return json::serialize(
      json::object{{"v", 1}, {"kiosk", settings_.kiosk}, {"online", false}, {"why", json::string_view{why.data(), why.size()}}});
}

/// Messages on their way are forgotten, so late acknowledgements of them find nothing.
void FleetSession::start_over(std::int64_t after) {
  flights_.clear();
  read_to_ = covered_to_ = after;
  missing_to_ = 0;
  at_end_ = false;
}

void FleetSession::connecting(Instant now) {
  line_ = Line::connecting;
  connecting_since_ = now;
}

void FleetSession::connected(Instant) {
  line_ = Line::up;
  wait_ = settings_.wait_least;
  state_changed_ = true;
  state_ticket_ = 0;
  state_sent_ = {};
}

void FleetSession::disconnected(Instant now) {
  line_ = Line::down;
  next_try_ = now + wait_;
  wait_ = std::min(2 * wait_, settings_.wait_most);
  state_ticket_ = 0;
  parcel_.reset();
  start_over(cursor_.seq);
}

bool FleetSession::is_stuck(Instant now) const {
  if (line_ == Line::connecting) return now - connecting_since_ > settings_.patience;
  if (line_ == Line::down) return false;
  if (state_ticket_ != 0 && now - state_sent_ > settings_.patience) return true;
  if (parcel_ && parcel_->ticket != 0 && now - parcel_sent_ > settings_.patience) return true;
  return std::ranges::any_of(flights_,
                             [&](const Flight& f) { return f.ticket != 0 && !f.acknowledged && now - f.sent > settings_.patience; });
}

std::optional<FleetSession::Wanted> FleetSession::wants_rows() const {
  if (line_ != Line::up || at_end_ || flights_.size() >= settings_.window) return std::nullopt;
  return Wanted{read_to_, settings_.rows_at_once};
}

void FleetSession::rows(const std::vector<TailRow>& rows) {
  at_end_ = rows.size() < settings_.rows_at_once;
  for (const auto& one : rows) {
    if (flights_.size() >= settings_.window) {
      at_end_ = false; // read again when there is room
      return;
    }
    if (one.row.seq > read_to_ + 1) missing_to_ = one.row.seq - 1;
    read_to_ = one.row.seq;
    auto message = event_message(one, covered_to_ + 1, missing_to_, journal_);
    if (!message) continue;
    flights_.push_back(
        {.seq = one.row.seq, .hash = one.hash, .payload = std::move(*message), .ticket = 0, .acknowledged = false, .sent = {}});
    covered_to_ = one.row.seq;
    missing_to_ = 0;
  }
}

void FleetSession::parcel(std::string last_topics, std::string payload) {
  if (wants_parcel()) parcel_ = Message{.ticket = 0, .topic = topic(last_topics), .payload = std::move(payload), .retain = false};
}

void FleetSession::state_is(json::object core) {
  if (core == state_) return;
  state_ = std::move(core);
  state_changed_ = true;
}

bool FleetSession::state_is_due(Instant now) const {
  if (state_ticket_ != 0) return false; // one at a time: the newest is the one that counts
  if (state_sent_ == Instant{}) return true;
  const bool news = state_changed_ || (state_told_ != cursor_.seq && flights_.empty());
  return now - state_sent_ >= (news ? settings_.state_pause : settings_.state_each);
}

FleetSession::Message FleetSession::state_message(Instant now, WallTime wall) {
  json::object o{{"v", 1}, {"kiosk", settings_.kiosk}, {"online", true}, {"at_ms", wall.unix_ms}};
  for (const auto& [name, value] : state_) o[name] = value;
  if (cursor_.seq == 0) o["sent"] = nullptr;
  else o["sent"] = {{"seq", cursor_.seq}, {"id", event_id(cursor_.seq, cursor_.hash)}};
  if (!journal_.empty()) o["journal"] = journal_;
  state_changed_ = false;
  state_told_ = cursor_.seq;
  state_sent_ = now;
  state_ticket_ = ++last_ticket_;
  return {state_ticket_, topic("state"), json::serialize(o), true};
}

std::optional<FleetSession::Message> FleetSession::next(Instant now, WallTime wall) {
  if (line_ != Line::up) return std::nullopt;
  if (state_is_due(now)) return state_message(now, wall);
  const auto unsent = std::ranges::find(flights_, Ticket{0}, &Flight::ticket);
  if (unsent == flights_.end()) {
    if (!parcel_ || parcel_->ticket != 0) return std::nullopt;
    parcel_->ticket = ++last_ticket_;
    parcel_sent_ = now;
    return Message{parcel_->ticket, parcel_->topic, std::move(parcel_->payload), false};
  }
  unsent->ticket = ++last_ticket_;
  unsent->sent = now;
  return Message{unsent->ticket, topic("events"), std::move(unsent->payload), false};
}

void FleetSession::acknowledged(Ticket ticket, Instant) {
  if (line_ != Line::up || ticket == 0) return;
  if (ticket == state_ticket_) {
    state_ticket_ = 0;
    return;
  }
  if (parcel_ && ticket == parcel_->ticket) {
    parcel_.reset();
    parcel_arrived_ = true;
    return;
  }
  const auto flight = std::ranges::find(flights_, ticket, &Flight::ticket);
  if (flight == flights_.end()) return;
  flight->acknowledged = true;
  while (!flights_.empty() && flights_.front().acknowledged) {
    const auto& first = flights_.front();
    if (first.seq > cursor_.seq) cursor_ = {first.seq, first.hash}; // events that are sent again on request do not move the cursor
    flights_.pop_front();
  }
}

void FleetSession::asked_again(std::string_view payload, Instant now) {
  if (payload.empty() || payload.size() > 18 || payload.find_first_not_of("0123456789") != std::string_view::npos) return;
  std::int64_t seq = 0;
  std::from_chars(payload.data(), payload.data() + payload.size(), seq);
  if (seq >= cursor_.seq || (again_ && now - *again_ < settings_.again_pause)) return;
  again_ = now;
  start_over(seq);
}

std::optional<FleetSession::Cursor> FleetSession::cursor_to_save(Instant now, bool in_a_hurry) {
  if (cursor_ == saved_ || (!in_a_hurry && saved_at_ && now - *saved_at_ < settings_.save_pause)) return std::nullopt;
  saved_ = cursor_;
  saved_at_ = now;
  return cursor_;
}

} // namespace kiosk::fleet
