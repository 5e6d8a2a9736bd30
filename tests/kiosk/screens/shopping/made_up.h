#pragma once
// A shop and its views, made up, to look at the screens without an engine.
#include "engine/catalog/catalog.h"
#include "engine/checkout/view/gate.h"
#include "kiosk/widgets/navigation.h"
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace kiosk::made_up {

/// Twelve categories, some dozens of products; pictures from `picture_dir` (bread.png, milk.png ...) when it
/// is not empty.
engine::CatalogPtr shop(const std::string& picture_dir);

/// One situation of one screen.
struct Scene {
  std::string name;
  engine::View view;
  Navigation nav;
  std::string tap;  ///< a node that is tapped first ("catalog.search")
  std::string type; ///< the text that is typed then
};
std::vector<Scene> scenes(const engine::CatalogPtr& catalog, engine::Instant now);

/// Shows what it is given and keeps what is sent. A secret is kept here only to be compared.
class Gate final : public engine::Gate {
public:
  explicit Gate(engine::CatalogPtr catalog) : view_(std::make_shared<engine::View>()), catalog_(std::move(catalog)) {}
  void show(engine::View view);
  void send(engine::Intent intent) override;
  void send_card(engine::CardSecret) override {}
  void send_secret(engine::Intent intent, engine::SecretBuffer secret) override;
  [[nodiscard]] engine::ViewPtr view() const override;
  [[nodiscard]] engine::CatalogPtr catalog() const override { return catalog_; }
  void on_change(std::function<void()> wake) override { wake_ = std::move(wake); }
  std::vector<engine::Intent> sent;
  std::string last_secret;

private:
  mutable std::mutex mutex_;
  engine::ViewPtr view_;
  engine::CatalogPtr catalog_;
  std::function<void()> wake_;
  std::uint64_t revision_ = 0;
};

} // namespace kiosk::made_up
