// The commands of the simulated fiscal module, and the truth that it keeps.
#include "devices/simulators/fiscal/fiscal_model.h"
#include "engine/base/local_time.h"
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace devices::sim {
namespace {

namespace json = boost::json;

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
json::object counted(int& counter, FiscalModel& m, const json::object& request) {
  counter = times(request);
  m.faults.path = text(request, "path");
  return done();
}
json::object switched(bool& fault, const json::object& request) {
  fault = flag(request, "on");
  return done();
}

} // namespace

json::object FiscalModel::set_down(bool down) {
  faults.down = down;
  if (on_faults_changed) on_faults_changed();
  return done();
}

/// In the order in which `help` lists them.
std::span<const FiscalModel::Command> FiscalModel::commands() {
  static const Command all[] = {
      {"down", "the module is off: connections are refused, the serial line is unplugged",
       [](FiscalModel& m, const json::object&) { return m.set_down(true); }},
      {"up", "the module is on again", [](FiscalModel& m, const json::object&) { return m.set_down(false); }},
      {"no_answer_after_register", "n: executes that many requests (path: which; else those that register) and ends the line",
       [](FiscalModel& m, const json::object& request) { return counted(m.faults.no_answer_after, m, request); }},
      {"no_answer_before", "n, path: ends the line without executing",
       [](FiscalModel& m, const json::object& request) { return counted(m.faults.no_answer_before, m, request); }},
      {"silent_after", "n, path: executes and never answers, keeping the line",
       [](FiscalModel& m, const json::object& request) { return counted(m.faults.silent_after, m, request); }},
      {"late", "n, path: executes and answers only before the next request's answer (serial line)",
       [](FiscalModel& m, const json::object& request) { return counted(m.faults.late, m, request); }},
      {"misread", "n, field (number, received_cash, received_card): a digit of it arrives as the next one (serial line)",
       [](FiscalModel& m, const json::object& request) {
         const auto field = text(request, "field");
         if (!field.empty() && field != "number" && field != "received_cash" && field != "received_card")
           return wrong("field is number, received_cash or received_card");
         m.faults.misread = times(request);
         m.faults.misread_field = field;
         return done();
       }},
      {"garbage", "n, path: executes and answers with bytes that are no HTTP",
       [](FiscalModel& m, const json::object& request) { return counted(m.faults.garbage, m, request); }},
      {"slow", "ms: answers that much later",
       [](FiscalModel& m, const json::object& request) {
         m.faults.slow = std::chrono::milliseconds(std::clamp<std::int64_t>(number(request, "ms", 0), 0, 600'000));
         return done();
       }},
      {"error", "code, message, data, n, path: refuses that many requests so",
       [](FiscalModel& m, const json::object& request) {
         m.faults.error = {times(request), text(request, "path"), number(request, "code", 103), text(request, "message"),
                           text(request, "data")};
         return done();
       }},
      {"printer_broken", "on, registers: error 101, with or without having registered",
       [](FiscalModel& m, const json::object& request) {
         m.faults.registers_when_broken = flag(request, "registers", false);
         return switched(m.faults.printer_broken, request);
       }},
      {"shift_close", "closes the shift behind the till's back, even an empty one",
       [](FiscalModel& m, const json::object&) {
         if (!m.shift_.open) return wrong("the shift is not open");
         m.close_now(engine::format_fiscal_time(m.now()));
         return done();
       }},
      {"shift_open", "opens a shift behind the till's back",
       [](FiscalModel& m, const json::object&) {
         if (m.shift_.open) return wrong("the shift is open");
         m.open_now(engine::format_fiscal_time(m.now()));
         return done();
       }},
      {"memory_full", "on: no room for receipts",
       [](FiscalModel& m, const json::object& request) { return switched(m.faults.memory_full, request); }},
      {"offline", "on: no tax server; receipts stay unsent, refunds cannot be checked",
       [](FiscalModel& m, const json::object& request) { return switched(m.faults.offline, request); }},
      {"sent", "all unsent receipts reach the tax server",
       [](FiscalModel& m, const json::object&) {
         m.unsent_ = 0;
         return done();
       }},
      {"clock_skew", "s: the module's clock is that much ahead",
       [](FiscalModel& m, const json::object& request) {
         m.faults.clock_skew_s = std::clamp<std::int64_t>(number(request, "s", 0), -1'000'000'000, 1'000'000'000);
         return done();
       }},
      {"not_initialised", "on: error 102 to everything",
       [](FiscalModel& m, const json::object& request) { return switched(m.faults.not_initialised, request); }},
      {"drop_length_header", "on: answers without a length",
       [](FiscalModel& m, const json::object& request) { return switched(m.faults.drop_length_header, request); }},
      {"chunked", "on: answers in chunks", [](FiscalModel& m, const json::object& request) { return switched(m.faults.chunked, request); }},
      {"noise", "on: foreign bytes before each answer (serial line)",
       [](FiscalModel& m, const json::object& request) { return switched(m.faults.noise, request); }},
      {"no_last", "on: no /order/last/", [](FiscalModel& m, const json::object& request) { return switched(m.faults.no_last, request); }},
      {"missing", "html, json or silence: what a page that is not there answers",
       [](FiscalModel& m, const json::object& request) {
         const auto how = text(request, "missing");
         using Missing = FiscalModelSettings::Missing;
         if (how != "html" && how != "json" && how != "silence") return wrong("missing is html, json or silence");
         m.settings.missing = how == "json" ? Missing::json : how == "silence" ? Missing::silence : Missing::html;
         return done();
       }},
      {"edition", "2023 or 2026",
       [](FiscalModel& m, const json::object& request) {
         const auto* value = request.if_contains("edition");
         const std::string edition = value != nullptr && value->is_int64() ? std::to_string(value->get_int64()) : text(request, "edition");
         if (edition != "2023" && edition != "2026") return wrong("edition is 2023 or 2026");
         m.settings.edition_2026 = edition == "2026";
         return done();
       }},
      {"errors", "old or new: the generation of error codes",
       [](FiscalModel& m, const json::object& request) {
         const auto generation = text(request, "errors");
         if (generation != "old" && generation != "new") return wrong("errors is old or new");
         m.settings.new_errors = generation == "new";
         return done();
       }},
      {"wrapped", "as_documented, all or none: answers inside \"result\"",
       [](FiscalModel& m, const json::object& request) {
         const auto how = text(request, "wrapped");
         using Wrapped = FiscalModelSettings::Wrapped;
         if (how != "as_documented" && how != "all" && how != "none") return wrong("wrapped is as_documented, all or none");
         m.settings.wrapped = how == "all" ? Wrapped::all : how == "none" ? Wrapped::none : Wrapped::as_documented;
         return done();
       }},
      {"echo", "on, way (cash_with_change, change_left_out, wallet_elsewhere, kind_left_out, own_number): how /order/last/ tells receipts",
       [](FiscalModel& m, const json::object& request) {
         auto& echo = m.settings.echo;
         for (const auto& [name, way] : {std::pair{"cash_with_change", &echo.cash_with_change},
                                         {"change_left_out", &echo.change_left_out},
                                         {"wallet_elsewhere", &echo.wallet_elsewhere},
                                         {"kind_left_out", &echo.kind_left_out},
                                         {"own_number", &echo.own_number}})
           if (text(request, "way") == name) return switched(*way, request);
         return wrong("way is cash_with_change, change_left_out, wallet_elsewhere, kind_left_out or own_number");
       }},
      {"other_address", "on: the QR leads to a page of the maker's",
       [](FiscalModel& m, const json::object& request) { return switched(m.settings.other_address, request); }},
      {"address", "address: told as qr_url whatever the receipt's own is, as if somebody sat on the wire; empty: nobody does",
       [](FiscalModel& m, const json::object& request) {
         m.settings.told_address = text(request, "address");
         return done();
       }},
      {"calm", "ends every fault",
       [](FiscalModel& m, const json::object&) {
         m.faults = {};
         if (m.on_faults_changed) m.on_faults_changed();
         return done();
       }},
      {"status", "shift, counters and faults",
       [](FiscalModel& m, const json::object&) {
         return json::object{{"ok", true},
                             {"down", m.faults.down},
                             {"printer_broken", m.faults.printer_broken},
                             {"memory_full", m.faults.memory_full},
                             {"not_initialised", m.faults.not_initialised},
                             {"shift", m.report(m.shift_)},
                             {"time", engine::format_fiscal_time(m.now())}};
       }},
  };
  return all;
}

json::object FiscalModel::command(const json::object& request) {
  log("command: " + json::serialize(request));
  const std::string what = text(request, "do");
  if (what == "help") {
    json::object lines;
    for (const auto& command : commands()) lines[command.name] = command.help;
    return {{"ok", true}, {"commands", std::move(lines)}};
  }
  const auto found = std::ranges::find(commands(), what, &Command::name);
  return found == commands().end() ? wrong("unknown command: " + what) : found->run(*this, request);
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
