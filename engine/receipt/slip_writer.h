#pragma once
// Building blocks of the slips; private to this folder.
#include "engine/ports/slip.h"
#include "engine/ports/words.h"
#include "engine/receipt/slip_data.h"
#include "engine/receipt/slip_format.h"

namespace engine {

class SlipWriter {
public:
  SlipWriter(std::string kind, const SlipHead& head, const Words& words) : head_(head), words_(words) { slip_.kind = std::move(kind); }

  /// The sentence in the customer's language. Literal ids only: they are collected from the calls.
  [[nodiscard]] std::string tr(std::string_view msgid) const { return std::string(words_.text(head_.language, msgid)); }

  void text(std::string words, SlipAlign align = SlipAlign::left, SlipSize size = SlipSize::small, bool bold = false) {
    slip_.items.emplace_back(SlipText{std::move(words), align, size, bold});
  }
  void centred(std::string words, SlipSize size = SlipSize::small, bool bold = false) {
    text(std::move(words), SlipAlign::centre, size, bold);
  }
  void pair(std::string left, std::string right, bool bold = false, SlipSize size = SlipSize::small) {
    slip_.items.emplace_back(SlipPair{std::move(left), std::move(right), bold, size});
  }
  void sum(std::string left, Money right, bool bold = false) { pair(std::move(left), slip_money(right), bold); }
  void rule(bool dashed = false) { slip_.items.emplace_back(SlipRule{dashed}); }
  void feed() { slip_.items.emplace_back(SlipFeed{1}); }
  void add(SlipItem item) { slip_.items.push_back(std::move(item)); }

  void shop(); ///< ornament, company, address, STIR
  void copy_mark(const std::optional<CopyMark>& copy);
  void order_number(const std::string& number); ///< huge; nothing when empty
  void goods(const SlipLine& line);             ///< everything that the law wants of a line
  /// In hand; to collect, or what the courier brings. Services are in neither.
  void lists(const std::vector<SlipLine>& lines, bool courier);
  void close(); ///< support phone, thanks, ornament
  Slip take() { return std::move(slip_); }

private:
  const SlipHead& head_;
  const Words& words_;
  Slip slip_;
};

} // namespace engine
