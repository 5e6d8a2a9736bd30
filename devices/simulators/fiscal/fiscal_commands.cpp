// The commands of the simulated fiscal module, and the truth that it keeps.
#include "devices/simulators/fiscal/fiscal_model.h"
#include "engine/base/local_time.h"
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace devices::sim {
namespace {

namespace json = boost::json;

struct Command {
  const char* name;
  const char* help;
};
constexpr Command commands[] = {
    {"down", "the module is off: connections are refused, the serial line is unplugged"},
    {"up", "the module is on again"},
    {"no_answer_after_register", "n: executes that many requests (path: which; else those that register) and ends the line"},
    {"no_answer_before", "n, path: ends the line without executing"},
    {"silent_after", "n, path: executes and never answers, keeping the line"},
    {"late", "n, path: executes and answers only before the next request's answer (serial line)"},
    {"misread", "n, field (number, received_cash, received_card): a digit of it arrives as the next one (serial line)"},
    {"garbage", "n, path: executes and answers with bytes that are no HTTP"},
    {"slow", "ms: answers that much later"},
    {"error", "code, message, data, n, path: refuses that many requests so"},
    {"printer_broken", "on, registers: error 101, with or without having registered"},
    {"shift_close", "closes the shift behind the till's back, even an empty one"},
    {"shift_open", "opens a shift behind the till's back"},
    {"memory_full", "on: no room for receipts"},
    {"offline", "on: no tax server; receipts stay unsent, refunds cannot be checked"},
    {"sent", "all unsent receipts reach the tax server"},
    {"clock_skew", "s: the module's clock is that much ahead"},
    {"not_initialised", "on: error 102 to everything"},
    {"drop_length_header", "on: answers without a length"},
    {"chunked", "on: answers in chunks"},
    {"noise", "on: foreign bytes before each answer (serial line)"},
    {"no_last", "on: no /order/last/"},
    {"missing", "html, json or silence: what a page that is not there answers"},
    {"edition", "2023 or 2026"},
    {"errors", "old or new: the generation of error codes"},
    {"wrapped", "as_documented, all or none: answers inside \"result\""},
    {"echo", "on, way (cash_with_change, change_left_out, wallet_elsewhere, kind_left_out, own_number): how /order/last/ tells receipts"},
    {"other_address", "on: the QR leads to a page of the maker's"},
    {"address", "address: told as qr_url whatever the receipt's own is, as if somebody sat on the wire; empty: nobody does"},
    {"calm", "ends every fault"},
    {"status", "shift, counters and faults"},
};

std::int64_t number(const json::object& request, const char* key, std::int64_t otherwise) {
  const auto* value = request.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}
bool flag(const json::object& request, const char* key, bool otherwise = true) {
  const auto* value = request.if_contains(key);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}
std::string text(const json::object& request, const char* key) {
  const auto* value = request.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}
int times(const json::object& request) { return static_cast<int>(std::clamp<std::int64_t>(number(request, "n", 1), 0, 1'000'000)); }
json::object done() { return {{"ok", true}}; }
json::object wrong(const std::string& why) { return {{"ok", false}, {"error", why}}; }

} // namespace

json::object FiscalModel::command(const json::object& request) {
  const std::string what = text(request, "do");
  const auto counted = [&](int& counter) {
    counter = times(request);
    faults.path = text(request, "path");
    return done();
  };
  const auto switched = [&](bool& fault) {
    fault = flag(request, "on");
    return done();
  };
  log("command: " + json::serialize(request));

  if (what == "help") {
    json::object lines;
    for (const auto& command : commands) lines[command.name] = command.help;
    return {{"ok", true}, {"commands", std::move(lines)}};
  }
  if (what == "down" || what == "up") {
    faults.down = what == "down";
    if (on_faults_changed) on_faults_changed();
    return done();
  }
  if (what == "no_answer_after_register") return counted(faults.no_answer_after);
  if (what == "no_answer_before") return counted(faults.no_answer_before);
  if (what == "silent_after") return counted(faults.silent_after);
  if (what == "late") return counted(faults.late);
  if (what == "garbage") return counted(faults.garbage);
  if (what == "misread") {
    const auto field = text(request, "field");
    if (!field.empty() && field != "number" && field != "received_cash" && field != "received_card")
      return wrong("field is number, received_cash or received_card");
    faults.misread = times(request);
    faults.misread_field = field;
    return done();
  }
  if (what == "slow") {
    faults.slow = std::chrono::milliseconds(std::clamp<std::int64_t>(number(request, "ms", 0), 0, 600'000));
    return done();
  }
  if (what == "error") {
    faults.error = {times(request), text(request, "path"), number(request, "code", 103), text(request, "message"), text(request, "data")};
    return done();
  }
  if (what == "printer_broken") {
    faults.registers_when_broken = flag(request, "registers", false);
    return switched(faults.printer_broken);
  }
  if (what == "shift_close") {
    if (!shift_.open) return wrong("the shift is not open");
    close_now(engine::format_fiscal_time(now()));
    return done();
  }
  if (what == "shift_open") {
    if (shift_.open) return wrong("the shift is open");
    open_now(engine::format_fiscal_time(now()));
    return done();
  }
  if (what == "memory_full") return switched(faults.memory_full);
  if (what == "offline") return switched(faults.offline);
  if (what == "sent") {
    unsent_ = 0;
    return done();
  }
  if (what == "clock_skew") {
    faults.clock_skew_s = std::clamp<std::int64_t>(number(request, "s", 0), -1'000'000'000, 1'000'000'000);
    return done();
  }
  if (what == "not_initialised") return switched(faults.not_initialised);
  if (what == "drop_length_header") return switched(faults.drop_length_header);
  if (what == "chunked") return switched(faults.chunked);
  if (what == "noise") return switched(faults.noise);
  if (what == "no_last") return switched(faults.no_last);
  if (what == "edition") {
    const auto* value = request.if_contains("edition");
    const std::string edition = value != nullptr && value->is_int64() ? std::to_string(value->get_int64()) : text(request, "edition");
    if (edition != "2023" && edition != "2026") return wrong("edition is 2023 or 2026");
    settings.edition_2026 = edition == "2026";
    return done();
  }
  if (what == "errors") {
    const auto generation = text(request, "errors");
    if (generation != "old" && generation != "new") return wrong("errors is old or new");
    settings.new_errors = generation == "new";
    return done();
  }
  if (what == "wrapped") {
    const auto how = text(request, "wrapped");
    using Wrapped = FiscalModelSettings::Wrapped;
    if (how != "as_documented" && how != "all" && how != "none") return wrong("wrapped is as_documented, all or none");
    settings.wrapped = how == "all" ? Wrapped::all : how == "none" ? Wrapped::none : Wrapped::as_documented;
    return done();
  }
  if (what == "missing") {
    const auto how = text(request, "missing");
    using Missing = FiscalModelSettings::Missing;
    if (how != "html" && how != "json" && how != "silence") return wrong("missing is html, json or silence");
    settings.missing = how == "json" ? Missing::json : how == "silence" ? Missing::silence : Missing::html;
    return done();
  }
  if (what == "echo") {
    auto& echo = settings.echo;
    for (const auto& [name, way] : {std::pair{"cash_with_change", &echo.cash_with_change},
                                    {"change_left_out", &echo.change_left_out},
                                    {"wallet_elsewhere", &echo.wallet_elsewhere},
                                    {"kind_left_out", &echo.kind_left_out},
                                    {"own_number", &echo.own_number}})
      if (text(request, "way") == name) return switched(*way);
    return wrong("way is cash_with_change, change_left_out, wallet_elsewhere, kind_left_out or own_number");
  }
  if (what == "other_address") return switched(settings.other_address);
  if (what == "address") {
    settings.told_address = text(request, "address");
    return done();
  }
  if (what == "calm") {
    faults = {};
    if (on_faults_changed) on_faults_changed();
    return done();
  }
  if (what == "status") {
    return {{"ok", true},
            {"down", faults.down},
            {"printer_broken", faults.printer_broken},
            {"memory_full", faults.memory_full},
            {"not_initialised", faults.not_initialised},
            {"shift", report(shift_)},
            {"time", engine::format_fiscal_time(now())}};
  }
  return wrong("unknown command: " + what);
}

json::object FiscalModel::truth() const {
  json::array receipts;
  bool all_exact = true;
  for (const auto& r : receipts_) {
    all_exact = all_exact && r.exact;
    json::object out{{"kind", r.refund ? "refund" : "sale"},
                     {"receipt", r.receipt_seq},
                     {"number", r.number},
                     {"receipt_type", r.receipt_type},
                     {"time", r.time},
                     {"received_cash", r.cash},
                     {"received_card", r.card},
                     {"change", r.change},
                     {"vat", r.vat},
                     {"exact", r.exact},
                     {"fiscal_sign", r.fiscal_sign},
                     {"qr_url", r.qr_url},
                     {"labels", json::array(r.labels.begin(), r.labels.end())},
                     {"request", r.request}};
    if (r.refund) out["sale_qr_url"] = r.sale_qr_url;
    receipts.push_back(std::move(out));
  }
  json::array closed;
  for (const auto& shift : closed_) closed.push_back(report(shift));
  return {{"receipts", std::move(receipts)},    {"all_exact", all_exact},  {"receipts_printed", printed_},
          {"copies_printed", copies_printed_},  {"shift", report(shift_)}, {"shift_open", shift_.open},
          {"closed_shifts", std::move(closed)}, {"unsent", unsent_},       {"refusals", refusals_}};
}

} // namespace devices::sim
