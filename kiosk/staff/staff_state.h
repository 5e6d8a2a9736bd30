#pragma once
// Where a member of staff is, and what was typed. Forgotten when staff mode is left.
#include "kiosk/staff/device_lines.h"
#include "kiosk/widgets/text_edit.h"
#include <map>
#include <set>

namespace kiosk {

/// A page that asks for something lies over the tab until it is answered.
enum class StaffForm { none, find_sale, refund, settle, encash, act_again, close_shift };

struct StaffState {
  StaffTab tab = StaffTab::status;
  StaffForm form = StaffForm::none;
  TextEdit number{40}; ///< of a sale
  TextEdit reason{160};
  TextEdit check{40}; ///< number on a claim or voucher
  TextEdit seal{40};
  TextEdit act{12};                                      ///< number of a collection act
  TextEdit reversal{80};                                 ///< the provider's reference
  std::string item;                                      ///< OpenItem::id, of the settle form
  std::int64_t sale = 0;                                 ///< shown in detail; 0: the list
  std::map<std::size_t, std::int64_t> refund;            ///< line -> thousandths to take back
  std::map<std::size_t, std::set<std::string>> returned; ///< line -> marking codes of the pieces that were read
  std::uint64_t scan_seen = 0;                           ///< ScannedLabel::serial
  bool searched = false;                                 ///< a sale was asked for: the answer is shown

  bool fresh = false; ///< the form was opened: its first field gets the caret

  void open(StaffForm which) {
    form = which;
    fresh = true;
    reason.clear(), check.clear(), seal.clear(), reversal.clear();
  }
  void show_list() {
    sale = 0;
    refund.clear();
    returned.clear();
    searched = false;
  }
};

} // namespace kiosk
