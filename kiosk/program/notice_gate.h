#pragma once
// The gate behind the screen of `kiosk --notice`, when the kiosk itself does not run: one view, of which only the language changes.
// Intents are ignored. Threading: as Gate; its own calls come from the UI thread.
#include "engine/catalog/empty_catalog.h"
#include "engine/checkout/view/gate.h"

#include <mutex>

namespace kiosk {

class NoticeGate final : public engine::Gate {
public:
  NoticeGate(engine::StopKind stop, engine::Language language) {
    view_.out_of_service = true;
    view_.stop = stop;
    view_.language = language;
    shown_ = std::make_shared<const engine::View>(view_);
  }
  void send(engine::Intent intent) override {
    const auto* chosen = std::get_if<engine::intent::SetLanguage>(&intent);
    if (!chosen) return;
    view_.language = chosen->language;
    ++view_.revision;
    {
      const std::lock_guard lock{mutex_};
      shown_ = std::make_shared<const engine::View>(view_);
    }
    if (wake_) wake_();
  }
  void send_card(engine::CardSecret) override {}
  void send_secret(engine::Intent, engine::SecretBuffer) override {}
  [[nodiscard]] engine::ViewPtr view() const override {
    const std::lock_guard lock{mutex_};
    return shown_;
  }
  [[nodiscard]] engine::CatalogPtr catalog() const override { return catalog_; }
  void on_change(std::function<void()> wake) override { wake_ = std::move(wake); }

private:
  engine::View view_;
  mutable std::mutex mutex_;
  engine::ViewPtr shown_;
  engine::CatalogPtr catalog_ = std::make_shared<engine::EmptyCatalog>();
  std::function<void()> wake_;
};

} // namespace kiosk
