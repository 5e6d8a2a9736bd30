#include "kiosk/app/screen_host.h"

namespace kiosk {
namespace {

/// An action of the staff and its end, in words. A settled entry of the list has no name here: it is gone from the list.
std::string_view staff_words(const Ui& ui, std::string_view action, bool done) {
  if (action == "open_shift") return done ? tr(ui, "The shift is open.") : tr(ui, "The module did not open the shift.");
  if (action == "close_shift")
    return done ? tr(ui, "The shift is closed.")
                : tr(ui, "The shift cannot be closed now: a receipt is still being registered or asked about.");
  if (action == "x_report") return done ? tr(ui, "The sums of the shift are here.") : tr(ui, "The module gave no report.");
  if (action == "print") return done ? tr(ui, "It is printed.") : tr(ui, "It could not be printed.");
  if (action == "print_last") return tr(ui, "There is no sale to print.");
  if (action == "refund")
    return done ? tr(ui, "The refund is registered.") : tr(ui, "The refund was not registered. Look at the open items.");
  if (action == "print_act") return tr(ui, "There is no such act here.");
  if (action == "print_report") return tr(ui, "This report is on paper already.");
  if (action == "encashment") return tr(ui, "The encashment is written down.");
  return done ? tr(ui, "It is settled.") : tr(ui, "This is not the number of the slip. Nothing was settled.");
}

} // namespace

std::string toast_text(const Ui& ui, const engine::Toast& toast) {
  using engine::ToastKind;
  const auto plain = [](std::string_view text) { return std::string(text); };
  switch (toast.kind) {
  case ToastKind::none: return {};
  case ToastKind::added: return trf(ui, "Added: {}", toast.name);
  case ToastKind::removed: return trf(ui, "Removed: {}", toast.name);
  case ToastKind::not_found: return plain(tr(ui, "We do not know this code. Please ask our staff."));
  case ToastKind::sold_out: return trf(ui, "There is no more of it: {}", toast.name);
  case ToastKind::withheld: return trf(ui, "This product cannot be sold here right now, please ask our staff: {}", toast.name);
  case ToastKind::needs_label: return trf(ui, "Please weigh it and scan the label: {}", toast.name);
  case ToastKind::needs_marking: return trf(ui, "Please scan the square code on the package: {}", toast.name);
  case ToastKind::marking_twice: return plain(tr(ui, "This package has been scanned already."));
  case ToastKind::marking_reserved:
    return plain(tr(ui, "The bank has not answered yet whether this package is paid for. Please ask our staff."));
  case ToastKind::too_many: return plain(tr(ui, "That is as many as one purchase can hold."));
  case ToastKind::unreadable: return plain(tr(ui, "The code could not be read. Please try again."));
  case ToastKind::no_product_code: return plain(tr(ui, "This is not the code of an item. Please scan the barcode on its package."));
  case ToastKind::not_weighed:
    return trf(ui, "The label gives a weight, but this is sold by the piece. Please ask our staff: {}", toast.name);
  case ToastKind::cannot_scan_now: return plain(tr(ui, "Nothing can be added at this step."));
  case ToastKind::price_taken: return plain(tr(ui, "The price was taken from the label."));
  case ToastKind::staff_called: return plain(tr(ui, "Staff have been called. Someone will come."));
  case ToastKind::queued: return plain(tr(ui, "The fiscal receipt follows."));
  case ToastKind::prices_changed: return plain(tr(ui, "Prices have changed."));
  case ToastKind::sign_in_ok: return toast.name.empty() ? plain(tr(ui, "You are signed in.")) : trf(ui, "Welcome, {}!", toast.name);
  case ToastKind::signed_out: return plain(tr(ui, "You are signed out."));
  case ToastKind::printing_failed: return plain(tr(ui, "The receipt could not be printed."));
  case ToastKind::store_silent: return plain(tr(ui, "The store does not answer now. Please try again in a minute."));
  case ToastKind::staff_done: return plain(staff_words(ui, toast.name, true));
  case ToastKind::staff_failed: return plain(staff_words(ui, toast.name, false));
  }
  return {};
}

} // namespace kiosk
