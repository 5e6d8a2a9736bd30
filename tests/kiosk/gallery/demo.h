#pragma once
// What the gallery shows without an engine: a gate that obeys at once, words without translations, two screens.
#include "kiosk/app/kiosk_app.h"
#include "kiosk/screens/parts/screen.h"
#include <mutex>

namespace kiosk::demo {

class EmptyCatalog : public engine::Catalog {
public:
  const engine::Product* find(engine::ProductId) const override { return nullptr; }
  const engine::Product* find_by_code(std::string_view) const override { return nullptr; }
  const std::vector<engine::Category>& categories() const override { return categories_; }
  std::span<const engine::ProductId> in_category(engine::CategoryId) const override { return {}; }
  std::vector<engine::ProductId> search(std::string_view, std::size_t) const override { return {}; }
  std::size_t size() const override { return 0; }
  const std::optional<engine::Attributes>& delivery_attributes() const override { return attributes_; }
  const std::optional<engine::DeliveryTerms>& delivery_terms() const override { return terms_; }
  const std::vector<std::string>& skipped_rows() const override { return skipped_; }
  const engine::TableReport& table_report() const override { return table_; }

private:
  std::vector<engine::Category> categories_;
  std::optional<engine::Attributes> attributes_;
  std::optional<engine::DeliveryTerms> terms_;
  std::vector<std::string> skipped_;
  engine::TableReport table_;
};

/// Keeps a view; languages, start and back change it as the engine would, the rest is remembered by its number.
class DemoGate : public engine::Gate {
public:
  DemoGate();
  void send(engine::Intent intent) override;
  void send_card(engine::CardSecret) override {}
  void send_secret(engine::Intent intent, engine::SecretBuffer) override { send(std::move(intent)); }
  [[nodiscard]] engine::ViewPtr view() const override;
  [[nodiscard]] engine::CatalogPtr catalog() const override { return catalog_; }
  void on_change(std::function<void()> wake) override { wake_ = std::move(wake); }
  void change(const std::function<void(engine::View&)>& edit);

private:
  mutable std::mutex mutex_;
  engine::ViewPtr view_;
  engine::CatalogPtr catalog_ = std::make_shared<EmptyCatalog>();
  std::function<void()> wake_;
};

/// Ids as they are: the demo is in English.
class PlainWords : public engine::Words {
public:
  [[nodiscard]] std::string_view text(engine::Language, std::string_view msgid) const override { return msgid; }
};

std::unique_ptr<Screen> make_gallery_screen();  ///< "catalog": every part in every state
std::unique_ptr<Screen> make_keyboard_screen(); ///< "delivery": the letters
std::unique_ptr<Screen> make_pad_screen();      ///< "card": secret field and number pad
std::unique_ptr<Screen> make_example_screen();  ///< "attract": one whole screen on the API

} // namespace kiosk::demo
