#include "engine/catalog/scan_resolve.h"

#include "engine/base/outcome.h"
#include "engine/catalog/gtin.h"
#include <fmt/format.h>

namespace engine {
namespace {

using Find = std::function<const Product*(std::string_view)>;

constexpr std::size_t longest_listed = 64;
constexpr std::size_t gtin_digits = 14;

/// The number of the goods themselves: shops often list that instead of the one with indicator 9, which stands for any measure of them.
std::string of_the_goods(std::string_view gtin) {
  std::string base = "0" + std::string{gtin.substr(1, 12)};
  return base + gtin_check_digit(base);
}

/// All that the digits may stand for is looked up; two products are no answer.
ResolvedScan resolve(PlainCode code, const ScanText& said, const Find& find) {
  ResolvedScan found{code, nullptr};
  for (const auto& one : {said.aim.empty() ? std::string{said.text} : std::string{}, code.code, code.upc_a}) {
    const auto* product = one.empty() ? nullptr : find(one);
    if (!product || (found.product && product->id == found.product->id)) continue;
    if (found.product)
      return {UnreadableCode{fmt::format("{} may be product {} or {}", said.text, found.product->id, product->id), Unreadable::unclear},
              nullptr};
    found = {PlainCode{one}, product};
  }
  return found;
}

/// A weight or price label. `label`: its whole code; `item`: what it names.
ResolvedScan resolve_label(ScannedCode read, const std::string& label, const std::string& item, const Find& find) {
  if (item.size() == gtin_digits) {
    const auto* product = find(item);
    if (!product && item.front() == '9') product = find(of_the_goods(item));
    // The net weight of a pack that is sold by the piece is no quantity.
    if (product && !product->weighed() && item.front() == '0') return {PlainCode{item.substr(1)}, product};
    return {std::move(read), product};
  }
  const auto* listed = find(label);
  const auto* named = find(item);
  // Weighed goods whose own label is listed are still weighed.
  if (listed && !(listed->weighed() && named && named->id == listed->id)) return {PlainCode{label}, listed};
  return {std::move(read), named};
}

} // namespace

ResolvedScan resolve_scan(std::string_view raw, const ScanRules& rules, const Find& find) {
  auto read = decode_scan(raw, rules);
  const auto said = scan_text(raw);
  return std::visit(overloaded{[&](PlainCode& c) { return resolve(c, said, find); },
                               [&](WeightCode& c) { return resolve_label(c, c.code, c.item, find); },
                               [&](PriceCode& c) { return resolve_label(c, c.code, c.item, find); },
                               [&](MarkingCode& c) {
                                 const auto* product = find(c.gtin);
                                 return ResolvedScan{std::move(c), product};
                               },
                               [](OrderSlipCode& c) {
                                 return ResolvedScan{std::move(c), nullptr};
                               },
                               [&](UnreadableCode& c) {
                                 // A number of the shop's own that is no GTIN, a case that is sold as such: what is listed is known.
                                 const bool of_ean = said.aim.starts_with('E');
                                 if (const auto* product =
                                         of_ean || said.text.empty() || said.text.size() > longest_listed ? nullptr : find(said.text))
                                   return ResolvedScan{PlainCode{std::string{said.text}}, product};
                                 return ResolvedScan{std::move(c), nullptr};
                               }},
                    read);
}

} // namespace engine
