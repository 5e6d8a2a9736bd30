#include "tests/simulation/papers.h"

#include "devices/printer/slip_layout.h"
#include "tests/simulation/goods.h"
#include "tests/simulation/kiosk.h"
#include "tests/simulation/watch.h"
#include <algorithm>

namespace simulation {

using namespace engine;

namespace {

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

/// The text to the right on the line that begins with the label (at least two blanks lie between), or on the next line when there was no room; without
/// blanks. nullopt: there is no such line.
std::optional<std::string> beside(const std::string& text, std::string_view label) {
  const auto squeezed = [](std::string_view line) {
    std::string out;
    std::copy_if(line.begin(), line.end(), std::back_inserter(out), [](char c) { return c != ' '; });
    return out;
  };
  const auto line_at = [&](std::size_t at) { return std::string_view{text}.substr(at, std::min(text.find('\n', at), text.size()) - at); };
  for (std::size_t at = 0; at < text.size(); at += line_at(at).size() + 1) {
    const auto line = line_at(at);
    if (!line.starts_with(label)) continue;
    const auto rest = line.substr(label.size());
    if (rest.find_first_not_of(' ') == rest.npos) return squeezed(line_at(std::min(at + line.size() + 1, text.size())));
    if (rest.starts_with("  ")) return squeezed(rest);
  }
  return std::nullopt;
}

std::string as_printed(Money sum) { return fmt::format("{}.{:02}", sum.in_tiyin() / 100, sum.in_tiyin() % 100); }

/// The value of a key in the address of a fiscal QR.
std::string in_address(const std::string& url, std::string_view key) {
  for (auto at = url.find('?'); at != url.npos; at = url.find('&', at + 1))
    if (url.compare(at + 1, key.size() + 1, fmt::format("{}=", key)) == 0)
      return url.substr(at + key.size() + 2, std::min(url.find('&', at + 1), url.size()) - at - key.size() - 2);
  return {};
}

std::string digits_in(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

/// The sale that it names, "nukus-01 / 000123"; 0: none.
SaleId sale_on(const std::string& text) {
  const auto mark = fmt::format("{} / ", kiosk_id);
  const auto at = text.find(mark);
  return at == std::string::npos ? 0 : std::strtoll(text.c_str() + at + mark.size(), nullptr, 10);
}

} // namespace

void Papers::on_row(const JournalRow& row) {
  if (row.kind != "fiscal_registered" && row.kind != "store_receipt" && row.kind != "print_intent") return;
  const auto record = from_row(row);
  if (!record) return; // said where rows are checked
  if (const auto* registered = std::get_if<record::FiscalRegistered>(&*record))
    known_[registered->sale].module = registered->sign ? Known::sign : Known::no_sign;
  else if (const auto* receipt = std::get_if<record::StoreReceipt>(&*record)) known_[receipt->sale].store = Known::sign;
  else if (const auto* intent = std::get_if<record::PrintIntent>(&*record))
    printed_as_[{intent->sale, intent->slip == SlipKind::copy}].push_back(known_[intent->sale]);
}

bool Papers::receipt_out(SaleId sale, const std::string& order_number, bool copy) const {
  const auto order = digits_in(order_number);
  return std::any_of(w_.printer.papers.rbegin(), w_.printer.papers.rend(), [&](const auto& paper) {
    return paper.complete && says(paper.text, "PAID IN FULL") && sale_on(paper.text) == sale && says(paper.text, order) &&
           says(paper.text, "COPY") == copy;
  });
}

std::string Papers::fault_of(const PrinterEnd::Paper& paper) {
  if (!paper.complete || !w_.kiosk_runs()) return {};
  const auto sale = sale_on(paper.text);
  const bool copy = says(paper.text, "COPY");
  if (says(paper.text, "PAID IN FULL")) return fault_of_receipt(paper, sale, copy);
  const auto& ledger = w_.process->runner().state().ledger;
  if (says(paper.text, "NOT PAID")) {
    const auto order = w_.watch->orders.find(sale);
    if (order == w_.watch->orders.end()) return fmt::format("sale {}: a slip tells of an order that the store does not have", sale);
    const auto due = w_.store.order(order->second.front())->due;
    if (beside(paper.text, "TO PAY") != as_printed(due)) return fmt::format("sale {}: the slip asks for another sum than the store", sale);
  }
  for (const auto& [number, payout] : ledger.payouts)
    if (says(paper.text, number) && beside(paper.text, "Sum") && beside(paper.text, "Sum") != as_printed(payout.amount))
      return fmt::format("sale {}: the slip of {} has another sum", payout.sale, number);
  return {};
}

std::string Papers::fault_of_receipt(const PrinterEnd::Paper& paper, SaleId sale, bool copy) {
  const auto orders = w_.watch->orders.find(sale);
  if (orders == w_.watch->orders.end()) return fmt::format("sale {}: a receipt of an order that the store does not have", sale);
  const auto order = w_.store.order(orders->second.front());
  if (!says(paper.text, digits_in(order->number))) return fmt::format("sale {}: its receipt has another order's number", sale);
  const auto& intent = w_.process->runner().state().ledger.sale(sale).intent;
  const bool cash = intent.method == Method::cash;
  const auto due = cash ? order->due.floor_to_som() : order->due;
  if (beside(paper.text, "TOTAL") != as_printed(due) || beside(paper.text, "Cash") != as_printed(cash ? due : Money{}) ||
      beside(paper.text, "Bank card") != as_printed(cash ? Money{} : due))
    return fmt::format("sale {}: another sum stands on its receipt ({} TOTAL, {} Cash, {} Bank card) than was paid: {}", sale,
                       beside(paper.text, "TOTAL").value_or("no"), beside(paper.text, "Cash").value_or("no"),
                       beside(paper.text, "Bank card").value_or("no"), as_printed(due));
  return fault_of_fiscal_part(paper, sale, copy);
}

std::string Papers::fault_of_fiscal_part(const PrinterEnd::Paper& paper, SaleId sale, bool copy) {
  const auto sign = beside(paper.text, "Fiscal sign"), number = beside(paper.text, "Fiscal receipt No.");
  const bool follows = says(paper.text, "The fiscal receipt follows"), without = says(paper.text, "Ask the staff for the copy");
  if (sign.has_value() + follows + without != 1) return fmt::format("sale {}: its receipt does not say how far its registration is", sale);
  const auto& intent = w_.process->runner().state().ledger.sale(sale).intent;
  auto& begun = printed_as_[{sale, copy}];
  const auto its_job = std::find_if(begun.begin(), begun.end(), [&](const Registrars& at_intent) {
    const auto known = intent.registrar == Registrar::store ? at_intent.store : at_intent.module;
    return follows == (known == Known::nothing) && without == (known == Known::no_sign);
  });
  if (its_job != begun.end()) begun.erase(begun.begin(), its_job); // jobs are printed in their order
  else
    return fmt::format("sale {}: its receipt says {}, and the kiosk knew better", sale,
                       follows   ? "follows"
                       : without ? "ask the staff"
                                 : "registered");
  if (intent.registrar == Registrar::store) {
    const auto url = w_.store.order(w_.watch->orders.at(sale).front())->qr_code_url;
    if (sign && (*sign != in_address(url, "s") || number != in_address(url, "r")))
      return fmt::format("sale {}: its receipt has the fiscal sign {}, the store {}", sale, *sign, url);
    if (sign && !shows_qr(paper, url)) return fmt::format("sale {}: the QR code of its receipt is not the store's", sale);
    return {};
  }
  const auto* receipt = w_.watch->receipt_of(sale);
  if (!receipt) return follows ? std::string{} : fmt::format("sale {}: its receipt says registered, the module has none", sale);
  if (!sign || receipt->sent_number != 0) return {}; // what arrived damaged is judged at the end
  if (w_.sign_as_heard()) return {};
  if (*sign != receipt->fiscal_sign || number != std::to_string(receipt->receipt_seq))
    return fmt::format("sale {}: its receipt has the fiscal sign {} of No. {}, the module {} of No. {}", sale, *sign,
                       number.value_or("none"), receipt->fiscal_sign, receipt->receipt_seq);
  if (!shows_qr(paper, receipt->qr_url)) return fmt::format("sale {}: the QR code of its receipt is not the module's", sale);
  return {};
}

/// Read back from its rows: what the program's own layout makes of the address. (That phones read that, unit tests show with zbar.)
bool Papers::shows_qr(const PrinterEnd::Paper& paper, const std::string& url) {
  if (url != last_url_) {
    static devices::printer::LineRenderer renderer;
    last_url_ = url;
    last_rows_.clear();
    for (const auto& item : devices::printer::lay_out(Slip{"qr", {SlipQr{url}}}, devices::printer::generic_80mm(), renderer))
      if (const auto* picture = std::get_if<devices::printer::Picture>(&item))
        for (int y = 0; y < picture->dots.height(); ++y)
          if (!picture->dots.row_blank(y)) last_rows_.push_back(devices::sim::row_digest(picture->dots.row(y)));
  }
  return !last_rows_.empty() && std::search(paper.picture_rows.begin(), paper.picture_rows.end(), last_rows_.begin(), last_rows_.end()) !=
                                    paper.picture_rows.end();
}

} // namespace simulation
