#include "devices/fiscal/last_page.h"
#include <utility>

namespace devices::fiscal {
namespace {

constexpr engine::Millis look_again{10 * 60'000};        // costs one short answer
constexpr engine::Millis wait_again{12LL * 60 * 60'000}; // costs a customer half a minute

} // namespace

void LastPage::told_receipt() {
  was_read_ = true;
  told_nothing();
}

void LastPage::told_nothing() {
  silent_ = false;
  said_ = 0;
  again_at_.reset();
}

void LastPage::missing(engine::Instant now, bool at_once) {
  silent_ = false;
  said(now, at_once);
}

void LastPage::silent() { silent_ = noisy_ && !was_read_; }

void LastPage::module_answered(engine::Instant now) {
  if (std::exchange(silent_, false)) said(now, false);
}

void LastPage::line_opened() {
  if (cheap_) again_at_.reset();
}

void LastPage::module_changed() { told_nothing(); }

void LastPage::said(engine::Instant now, bool at_once) {
  cheap_ = at_once;
  if (++said_ >= (noisy_ ? 2 : 1)) again_at_ = now + (at_once ? look_again : wait_again);
}

} // namespace devices::fiscal
