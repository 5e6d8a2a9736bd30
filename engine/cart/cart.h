#pragma once
// The customer's cart. A value: copied with the state, no I/O, no clock. Rules R1 to R4.
//
// Invariants (tests/engine/cart): quantity > 0 on each line; a marked line has as many marking codes as pieces; one
// marking code is in the cart at most once; the pieces of a product over all lines do not exceed its stock; the total is
// the sum of the lines.
#include "engine/catalog/product.h"
#include <boost/describe/enum.hpp>
#include <map>
#include <tl/expected.hpp>

namespace engine {

enum class LineKind { in_hand, to_collect }; ///< rules R1
BOOST_DESCRIBE_ENUM(LineKind, in_hand, to_collect)

using LineId = std::int64_t; ///< unique inside one cart, never reused

struct CartLine {
  LineId id = 0;
  ProductId product = 0;
  std::string name;
  LineKind kind = LineKind::to_collect;
  Quantity quantity;
  Money list_price;  ///< of one unit
  Money unit_price;  ///< paid for one unit (rules R2)
  std::optional<Money> label_total; ///< price-coded label: what the line costs, whatever the quantity says (rules R3)
  std::string barcode;              ///< as scanned, or the first of the product's barcodes
  std::vector<std::string> labels;  ///< marking codes, one a piece
  std::optional<Attributes> attributes;

  [[nodiscard]] Money list_total() const { return label_total ? *label_total : price_of(list_price, quantity); }
  [[nodiscard]] Money total() const { return label_total ? *label_total : price_of(unit_price, quantity); }
  [[nodiscard]] Money discount() const { return list_total() - total(); }
  [[nodiscard]] bool weighed() const { return attributes && attributes->weighed; }
  [[nodiscard]] bool marked() const { return attributes && attributes->marked; }
};
BOOST_DESCRIBE_STRUCT(CartLine, (), (id, product, name, kind, quantity, list_price, unit_price, label_total, barcode, labels,
                                     attributes))

enum class CartError {
  sold_out,          ///< nothing left, or the stock ceiling is reached
  needs_label,       ///< weighed goods: weigh and scan the label
  needs_marking,     ///< marked goods: scan the code on the package
  marking_twice,     ///< this marking code is in the cart or was sold here (rules R32)
  no_such_line,
  too_many,          ///< above 999 pieces, or above 200 lines
};
BOOST_DESCRIBE_ENUM(CartError, sold_out, needs_label, needs_marking, marking_twice, no_such_line, too_many)

class Cart {
public:
  /// Adds a piece, or what a label says. Same product, same kind and not weighed: the line grows.
  tl::expected<LineId, CartError> add(const Product& product, LineKind kind, Quantity quantity, std::string barcode = {},
                                      std::optional<Money> label_total = std::nullopt,
                                      std::optional<std::string> marking = std::nullopt);
  tl::expected<void, CartError> set_quantity(LineId line, Quantity quantity, const std::optional<Quantity>& stock);
  tl::expected<void, CartError> remove(LineId line);
  /// Puts a removed line back as it was (undo).
  void restore(const CartLine& line);
  void clear() { lines_.clear(); }
  /// Rules R1: courier makes every line to_collect; back to pickup restores what was scanned.
  void set_all_to_collect(bool all) { all_to_collect_ = all; }
  [[nodiscard]] LineKind kind_of(const CartLine& line) const { return all_to_collect_ ? LineKind::to_collect : line.kind; }

  struct PriceChange {
    LineId line = 0;
    std::string name;
    Money old_total;
    Money new_total;
    bool gone = false; ///< no longer sold: the line was removed
    bool less = false; ///< the stock no longer covers it: the quantity was lowered
  };
  /// Takes over fresh products (price, discount, stock) and says what changed for the customer (rules R2).
  std::vector<PriceChange> refresh(const std::vector<Product>& fresh, const std::vector<ProductId>& gone);

  [[nodiscard]] const std::vector<CartLine>& lines() const { return lines_; }
  [[nodiscard]] const CartLine* find(LineId id) const;
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] Money total() const;       ///< what the customer pays for the goods
  [[nodiscard]] Money list_total() const;
  [[nodiscard]] std::int64_t pieces() const; ///< a weighed line counts as one
  [[nodiscard]] int min_age() const;
  [[nodiscard]] bool has_marking(std::string_view label) const;
  /// Names of lines that the fiscal module cannot register (rules R4, R1: marked goods without their code).
  [[nodiscard]] std::vector<std::string> not_registrable() const;

private:
  std::vector<CartLine> lines_;
  LineId next_ = 1;
  bool all_to_collect_ = false;
};

} // namespace engine
