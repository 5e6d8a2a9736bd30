#pragma once
// Goods: categories, tiles with a stepper in place, and search as one types.
#include "kiosk/screens/parts/screen.h"
#include "kiosk/widgets/text_edit.h"

namespace kiosk {

class CatalogScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::catalog; }
  [[nodiscard]] Chrome chrome(const Ui& ui) const override;
  void draw(Ui& ui) override;
  void back(Ui& ui) override;
  void forget() override;

private:
  [[nodiscard]] bool searching(const Ui& ui) const;
  void search_field(Ui& ui, const Rect& box);
  void categories(Ui& ui);
  void tiles(Ui& ui);
  void tile(Ui& ui, const Rect& box, const engine::Product& product);
  void results(Ui& ui);
  void result_row(Ui& ui, const Rect& box, const engine::Product& product);
  void close_search(Ui& ui);

  TextEdit query_{60};
  engine::CategoryId category_ = 0; ///< 0: all
  /// The products that the search found; kept until query or catalogue change.
  struct Found {
    std::string query;
    engine::CatalogPtr catalog;
    std::vector<engine::ProductId> products;
  } found_;
};

} // namespace kiosk
