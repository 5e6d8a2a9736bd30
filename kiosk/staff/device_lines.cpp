#include "kiosk/staff/device_lines.h"

namespace kiosk {
namespace {

constexpr std::int64_t clock_tolerance_ms = 5 * 60 * 1000; // rules R25

Health mark_of(engine::Health health) {
  switch (health) {
  case engine::Health::absent: return Health::off;
  case engine::Health::connecting: return Health::wrong;
  case engine::Health::ok: return Health::good;
  case engine::Health::warning: return Health::care;
  case engine::Health::failed: return Health::wrong;
  }
  return Health::wrong;
}

/// The words that every device shares; empty when it has more to say.
std::string_view common_words(const Ui& ui, engine::Health health) {
  if (health == engine::Health::absent) return tr(ui, "Not configured");
  if (health == engine::Health::connecting) return tr(ui, "Being looked for");
  return {};
}

std::string or_detail(const std::string& detail, std::string_view words) { return detail.empty() ? std::string(words) : detail; }

std::string printer_words(const Ui& ui) {
  const auto& p = ui.view().devices.printer;
  if (const auto common = common_words(ui, p.health); !common.empty()) return std::string(common);
  if (p.paper_out) return std::string(tr(ui, "Out of paper"));
  if (p.cover_open) return std::string(tr(ui, "The cover is open"));
  if (p.cutter_error) return std::string(tr(ui, "The cutter is stuck"));
  if (p.unrecoverable) return std::string(tr(ui, "Broken: switch it off and on"));
  if (p.head_hot) return std::string(tr(ui, "The print head is too hot, it cools down"));
  if (!p.online) return or_detail(p.detail, tr(ui, "Off line"));
  if (p.ticket_in_presenter) return std::string(tr(ui, "A slip was not taken"));
  if (p.paper_near_end) return std::string(tr(ui, "The paper is nearly used up"));
  return p.health == engine::Health::failed ? or_detail(p.detail, tr(ui, "Does not work")) : std::string(tr(ui, "Ready"));
}

std::string fiscal_words(const Ui& ui) {
  const auto& f = ui.view().devices.fiscal;
  if (const auto common = common_words(ui, f.health); !common.empty()) return std::string(common);
  if (!f.reachable) return or_detail(f.detail, tr(ui, "Does not answer"));
  if (!f.initialised) return std::string(tr(ui, "Not initialised"));
  if (f.memory_full) return or_detail(f.detail, tr(ui, "The memory is full"));
  if (f.info.unsent_receipts > 0) return trf(ui, "{} receipts not sent to the tax service", f.info.unsent_receipts);
  if (f.shift_known && !f.shift_open) return std::string(tr(ui, "Ready, the shift is closed"));
  return std::string(tr(ui, "Ready"));
}

std::string cash_words(const Ui& ui) {
  const auto& d = ui.view().devices.cash;
  if (const auto common = common_words(ui, d.health); !common.empty()) return std::string(common);
  if (d.cassette_out) return std::string(tr(ui, "The note box is out"));
  if (d.cassette_full) return std::string(tr(ui, "The note box is full"));
  if (d.jammed) return std::string(tr(ui, "A note is stuck"));
  if (d.health == engine::Health::failed) return or_detail(d.detail, tr(ui, "Does not work"));
  return std::string(d.accepting ? tr(ui, "Takes notes now") : tr(ui, "Ready"));
}

std::string store_words(const Ui& ui) {
  const auto& s = ui.view().devices.store;
  if (const auto common = common_words(ui, s.health); !common.empty()) return std::string(common);
  if (!s.logged_in) return or_detail(s.detail, tr(ui, "Not signed in"));
  if (!s.orders_open) return or_detail(s.detail, tr(ui, "The line for orders is down"));
  return s.last_answer_ms > 0 ? trf(ui, "Answers in {} ms", s.last_answer_ms) : std::string(tr(ui, "Ready"));
}

std::string scanner_words(const Ui& ui) {
  const auto& s = ui.view().devices.scanner;
  if (s.health == engine::Health::absent) return std::string(tr(ui, "None at a port; a keyboard scanner works as it is"));
  if (const auto common = common_words(ui, s.health); !common.empty()) return std::string(common);
  if (s.health == engine::Health::failed) return or_detail(s.detail, tr(ui, "Does not work"));
  return trf(ui, "Ready, {} codes read", s.reads);
}

std::string clock_words(const Ui& ui, std::int64_t offset_ms) {
  const auto minutes = std::abs(offset_ms) / 60000;
  if (std::abs(offset_ms) <= clock_tolerance_ms) return std::string(tr(ui, "Agrees with the fiscal module"));
  return offset_ms > 0 ? trf(ui, "{} minutes behind the fiscal module", minutes)
                       : trf(ui, "{} minutes ahead of the fiscal module", minutes);
}

int weight(Health health) {
  switch (health) {
  case Health::wrong: return 0;
  case Health::care: return 1;
  case Health::good: return 2;
  case Health::off: return 3;
  }
  return 3;
}

Fact flag(const Ui& ui, std::string_view name, bool bad, std::string_view good_words, std::string_view bad_words,
          Health as = Health::wrong) {
  (void)ui;
  return {bad ? as : Health::good, std::string(name), std::string(bad ? bad_words : good_words)};
}

} // namespace

std::vector<DeviceLine> device_lines(const Ui& ui) {
  const auto& d = ui.view().devices;
  std::vector<DeviceLine> lines;
  const auto printer = d.printer.can_print() || d.printer.health == engine::Health::absent ? mark_of(d.printer.health) : Health::wrong;
  lines.push_back({"printer", d.printer.can_print() && (d.printer.paper_near_end || d.printer.ticket_in_presenter) ? Health::care : printer,
                   Icon::printer, std::string(tr(ui, "Receipt printer")), printer_words(ui), d.printer_since_ms, StaffTab::printer});
  const bool fiscal_up = d.fiscal.can_register();
  lines.push_back({"fiscal",
                   fiscal_up && d.fiscal.info.unsent_receipts > 0 ? Health::care
                   : fiscal_up                                    ? mark_of(d.fiscal.health)
                   : d.fiscal.health == engine::Health::absent    ? Health::off
                                                                  : Health::wrong,
                   Icon::chip, std::string(tr(ui, "Fiscal module")), fiscal_words(ui), d.fiscal_since_ms, StaffTab::fiscal});
  if (d.fiscal.reachable)
    lines.push_back({"clock", std::abs(d.fiscal.clock_offset_ms) > clock_tolerance_ms ? Health::care : Health::good, Icon::clock,
                     std::string(tr(ui, "Clock")), clock_words(ui, d.fiscal.clock_offset_ms), 0, StaffTab::fiscal});
  const bool note_trouble = d.cash.cassette_out || d.cash.cassette_full || d.cash.jammed;
  lines.push_back({"cash", note_trouble ? Health::wrong : mark_of(d.cash.health), Icon::banknote, std::string(tr(ui, "Note acceptor")),
                   cash_words(ui), d.cash_since_ms, StaffTab::cash});
  lines.push_back({"scanner", mark_of(d.scanner.health), Icon::barcode_scan, std::string(tr(ui, "Barcode scanner")), scanner_words(ui),
                   d.scanner_since_ms, StaffTab::goods});
  lines.push_back({"store", d.store.can_order() ? mark_of(d.store.health) : Health::wrong, Icon::store, std::string(tr(ui, "Store server")),
                   store_words(ui), d.store_since_ms, StaffTab::goods});
  std::ranges::stable_sort(lines, {}, [](const DeviceLine& line) { return weight(line.health); });
  return lines;
}

std::vector<Fact> printer_facts(const Ui& ui) {
  const auto& p = ui.view().devices.printer;
  if (const auto common = common_words(ui, p.health); !common.empty())
    return {{mark_of(p.health), std::string(tr(ui, "Printer")), std::string(common)}};
  std::vector<Fact> facts;
  facts.push_back(flag(ui, tr(ui, "Line"), !p.online, tr(ui, "on line"), tr(ui, "off line")));
  facts.push_back(p.paper_out        ? Fact{Health::wrong, std::string(tr(ui, "Paper")), std::string(tr(ui, "none"))}
                  : p.paper_near_end ? Fact{Health::care, std::string(tr(ui, "Paper")), std::string(tr(ui, "nearly used up"))}
                                     : Fact{Health::good, std::string(tr(ui, "Paper")), std::string(tr(ui, "enough"))});
  facts.push_back(flag(ui, tr(ui, "Cover"), p.cover_open, tr(ui, "closed"), tr(ui, "open")));
  facts.push_back(flag(ui, tr(ui, "Cutter"), p.cutter_error, tr(ui, "works"), tr(ui, "stuck")));
  facts.push_back(flag(ui, tr(ui, "Print head"), p.head_hot, tr(ui, "not too hot"), tr(ui, "too hot"), Health::care));
  facts.push_back(flag(ui, tr(ui, "Faults that need a restart"), p.unrecoverable, tr(ui, "none"), tr(ui, "yes: switch it off and on")));
  facts.push_back(flag(ui, tr(ui, "Slip in the mouth"), p.ticket_in_presenter, tr(ui, "none"), tr(ui, "not taken"), Health::care));
  if (!p.detail.empty()) facts.push_back({Health::off, std::string(tr(ui, "Last word of the device")), p.detail});
  return facts;
}

std::vector<Fact> fiscal_facts(const Ui& ui) {
  const auto& f = ui.view().devices.fiscal;
  if (const auto common = common_words(ui, f.health); !common.empty())
    return {{mark_of(f.health), std::string(tr(ui, "Fiscal module")), std::string(common)}};
  std::vector<Fact> facts;
  const auto add = [&](Health health, std::string_view name, std::string words) {
    if (!words.empty()) facts.push_back({health, std::string(name), std::move(words)});
  };
  add(f.reachable ? Health::good : Health::wrong, tr(ui, "Line"), std::string(f.reachable ? tr(ui, "answers") : tr(ui, "does not answer")));
  add(!f.shift_known ? Health::off
      : f.shift_open ? Health::good
                     : Health::care,
      tr(ui, "Shift"),
      std::string(!f.shift_known ? tr(ui, "not known")
                  : f.shift_open ? tr(ui, "open")
                                 : tr(ui, "closed")));
  add(f.memory_full ? Health::wrong : Health::good, tr(ui, "Memory"),
      f.info.receipt_capacity > 0 ? trf(ui, "{} of {} receipts wait to be sent", f.info.unsent_receipts, f.info.receipt_capacity)
                                  : trf(ui, "{} receipts wait to be sent", f.info.unsent_receipts));
  if (!f.info.first_unsent_time.empty()) add(Health::care, tr(ui, "First one not sent"), f.info.first_unsent_time);
  if (f.info.shifts_capacity > 0)
    add(f.info.shifts_closed >= f.info.shifts_capacity ? Health::wrong : Health::good, tr(ui, "Closed shifts"),
        fmt::format("{} / {}", f.info.shifts_closed, f.info.shifts_capacity));
  if (f.reachable)
    add(std::abs(f.clock_offset_ms) > clock_tolerance_ms ? Health::care : Health::good, tr(ui, "Kiosk clock"),
        clock_words(ui, f.clock_offset_ms));
  add(Health::off, tr(ui, "Terminal"), f.info.terminal_id);
  add(Health::off, tr(ui, "Cash register number"), f.info.cashbox_number);
  add(Health::off, tr(ui, "Version"), f.info.applet_version.empty() ? f.info.version_code : f.info.applet_version);
  if (f.last_error != 0) add(Health::care, tr(ui, "Last error"), trf(ui, "number {}", f.last_error));
  if (!f.detail.empty()) add(Health::off, tr(ui, "Last word of the device"), f.detail);
  return facts;
}

std::vector<Fact> cash_facts(const Ui& ui) {
  const auto& d = ui.view().devices.cash;
  if (const auto common = common_words(ui, d.health); !common.empty())
    return {{mark_of(d.health), std::string(tr(ui, "Note acceptor")), std::string(common)}};
  std::vector<Fact> facts;
  facts.push_back(flag(ui, tr(ui, "Note box"), d.cassette_out || d.cassette_full, tr(ui, "in its place"),
                       d.cassette_out ? tr(ui, "taken out") : tr(ui, "full")));
  facts.push_back(flag(ui, tr(ui, "Way of the notes"), d.jammed, tr(ui, "free"), tr(ui, "a note is stuck")));
  facts.push_back({Health::off, std::string(tr(ui, "Now")),
                   std::string(d.accepting ? tr(ui, "takes notes")
                               : d.settled ? tr(ui, "rests")
                                           : tr(ui, "a note is moving"))});
  if (!d.identification.empty()) facts.push_back({Health::off, std::string(tr(ui, "Device")), d.identification});
  if (!d.detail.empty()) facts.push_back({Health::off, std::string(tr(ui, "Last word of the device")), d.detail});
  return facts;
}

std::string_view printer_advice(const Ui& ui) {
  const auto& p = ui.view().devices.printer;
  if (p.health == engine::Health::absent) return {};
  if (p.paper_out) return tr(ui, "Open the cover, put in a new roll with the end to the front, close the cover, print a test page.");
  if (p.cover_open) return tr(ui, "Close the cover until it clicks.");
  if (p.cutter_error) return tr(ui, "Switch the printer off, take out the paper in the cutter, switch it on.");
  if (p.head_hot) return tr(ui, "Wait a few minutes. It goes on by itself.");
  if (p.unrecoverable) return tr(ui, "Switch the printer off and on. If it stays so, call the service.");
  if (!p.can_print()) return tr(ui, "Look at the cable and the power of the printer.");
  if (p.ticket_in_presenter) return tr(ui, "Take the slip out of the mouth and keep it for the customer.");
  return p.paper_near_end ? tr(ui, "Have a new roll ready.") : std::string_view{};
}

std::string_view fiscal_advice(const Ui& ui) {
  const auto& f = ui.view().devices.fiscal;
  if (f.health == engine::Health::absent) return {};
  if (!f.reachable) return tr(ui, "Look at the cable and the power of the module. Sales by card go on.");
  if (!f.initialised) return tr(ui, "The module must be initialised by the service.");
  if (f.memory_full) return tr(ui, "Close the shift, and let the module reach the tax service.");
  if (f.info.unsent_receipts > 0) return tr(ui, "Check that the module has internet: it sends by itself.");
  return {};
}

std::string_view cash_advice(const Ui& ui) {
  const auto& d = ui.view().devices.cash;
  if (d.health == engine::Health::absent) return {};
  if (d.cassette_out) return tr(ui, "Put the note box back until it clicks.");
  if (d.cassette_full) return tr(ui, "Empty the note box: encashment.");
  if (d.jammed) return tr(ui, "Open the acceptor, take out the note, and write down its value for the claim.");
  return d.can_accept() ? std::string_view{} : tr(ui, "Look at the cable and the power of the acceptor.");
}

SellingWords selling_words(const Ui& ui) {
  const auto& d = ui.view().devices;
  SellingWords out;
  if (!d.store.can_order()) {
    out.what = tr(ui, "Not selling");
    out.why = tr(ui, "The store does not answer: customers can only look.");
    return out;
  }
  const bool cash = d.printer.can_print() && d.fiscal.can_register() && d.cash.can_accept();
  out.what = cash ? tr(ui, "Selling: card, cash and later") : tr(ui, "Selling: card and later");
  if (cash) return out;
  if (d.cash.health == engine::Health::absent) out.why = tr(ui, "This kiosk has no note acceptor.");
  else if (!d.printer.can_print())
    out.why = d.printer.paper_out ? tr(ui, "No cash while there is no paper.") : tr(ui, "No cash while the printer does not work.");
  else if (!d.fiscal.can_register()) out.why = tr(ui, "No cash while the fiscal module does not work.");
  else out.why = tr(ui, "No cash while the note acceptor does not work.");
  return out;
}

} // namespace kiosk
