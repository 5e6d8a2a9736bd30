#pragma once
// The customer's cart. A value: copied with the state, no I/O, no clock. Rules R1 to R4.
//
// Invariants (tests/engine/cart): quantity > 0 on each line; a marked line in hand has as many marking codes as pieces, a
// marked line chosen on the screen has none (the module cannot register it, see not_registrable()); one marking code is in
// the cart at most once; the quantities of a product over all lines do not exceed its stock; the total is the sum of the
// lines and fits into Money.
//
// Threading: a plain value.
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
  Money list_price;                 ///< of one unit
  Money unit_price;                 ///< paid for one unit (rules R2)
  std::optional<Money> label_total; ///< price-coded label: the sum of the line; the quantity follows from it (rules R3)
  std::string barcode;              ///< as scanned, or the first of the product's barcodes
  std::vector<std::string> labels;  ///< marking codes, one a piece
  std::optional<Attributes> attributes;

  [[nodiscard]] Money list_total() const { return label_total ? *label_total : price_of(list_price, quantity); }
  [[nodiscard]] Money total() const { return label_total ? *label_total : price_of(unit_price, quantity); }
  [[nodiscard]] Money discount() const { return list_total() - total(); }
  [[nodiscard]] bool weighed() const { return attributes && attributes->weighed; }
  [[nodiscard]] bool marked() const { return attributes && attributes->marked; }
  friend bool operator==(const CartLine&, const CartLine&) = default;
};
BOOST_DESCRIBE_STRUCT(CartLine, (), (id, product, name, kind, quantity, list_price, unit_price, label_total, barcode, labels, attributes))

enum class CartError {
  withheld,      ///< its row of products.csv is not known for certain
  sold_out,      ///< nothing left, the stock ceiling is reached, or the product has no price
  needs_label,   ///< weighed goods: weigh and scan the label
  needs_marking, ///< marked goods: scan the code on the package
  marking_twice, ///< this marking code is in the cart or was sold here (rules R32)
  no_such_line,
  too_many, ///< above 999 pieces in the cart, above 200 lines, or a sum beyond Money
};
BOOST_DESCRIBE_ENUM(CartError, withheld, sold_out, needs_label, needs_marking, marking_twice, no_such_line, too_many)

class Cart {
public:
  static constexpr std::int64_t max_pieces = 999;
  static constexpr std::size_t max_lines = 200;

  /// Adds a piece, or what a label says. Same product, same kind and not weighed: the line grows.
  /// `barcode` is the text that was scanned; a weighed product without a barcode was never on the scales (needs_label). With
  /// `label_total` the quantity may be zero: it is then label_total / unit price, half up (rules R3). A marking code stands
  /// for one piece; a marked product in hand needs one, codes on products that are not marked are ignored.
  tl::expected<LineId, CartError> add(const Product& product, LineKind kind, Quantity quantity, std::string barcode = {},
                                      std::optional<Money> label_total = std::nullopt, std::optional<std::string> marking = std::nullopt);
  /// Zero or less removes the line. Weighed goods cannot be changed (needs_label), marked goods with codes not increased
  /// (needs_marking); lowered, they lose the codes scanned last. A line that stays above a lowered `stock` is refused.
  tl::expected<void, CartError> set_quantity(LineId line, Quantity quantity, const std::optional<Quantity>& stock);
  tl::expected<void, CartError> remove(LineId line);
  /// Puts a removed line back in its old place (undo), as much of it as the invariants still allow.
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
    friend bool operator==(const PriceChange&, const PriceChange&) = default;
  };
  /// Takes over fresh products (price, discount, stock) and says what changed for the customer (rules R2). Lines with a
  /// price-coded label keep what is printed on it. When the stock shrinks, lines to collect are lowered before those in
  /// hand, and a weighed line is removed whole, because its label cannot be split. So is a line that could not be added any more: its product is
  /// withheld, or is marked or weighed now and has no code or label.
  std::vector<PriceChange> refresh(const std::vector<Product>& fresh, const std::vector<ProductId>& gone);

  [[nodiscard]] const std::vector<CartLine>& lines() const { return lines_; }
  [[nodiscard]] const CartLine* find(LineId id) const;
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] Money total() const; ///< the price of the goods to the customer
  [[nodiscard]] Money list_total() const;
  [[nodiscard]] std::int64_t pieces() const; ///< a weighed line counts as one
  [[nodiscard]] int min_age() const;
  [[nodiscard]] bool has_marking(std::string_view label) const;
  /// Names of lines that the fiscal module cannot register (rules R4, R1: marked goods without their code).
  [[nodiscard]] std::vector<std::string> not_registrable() const;
  friend bool operator==(const Cart&, const Cart&) = default;

private:
  [[nodiscard]] CartLine* find_line(LineId id);
  [[nodiscard]] Quantity held(ProductId product, LineId except = 0) const;
  [[nodiscard]] std::optional<Quantity> stock_left(ProductId product) const;
  [[nodiscard]] bool sums_fit() const;
  void lower_to_stock(ProductId product);

  std::vector<CartLine> lines_;         ///< ascending by id
  std::map<ProductId, Quantity> stock_; ///< as last heard, for products that are or were in the cart
  LineId next_ = 1;
  bool all_to_collect_ = false;

  BOOST_DESCRIBE_CLASS(Cart, (), (), (), (lines_, stock_, next_, all_to_collect_))
};
BOOST_DESCRIBE_STRUCT(Cart::PriceChange, (), (line, name, old_total, new_total, gone, less))

/// The weight behind a price-coded label: total / unit price, half up to a thousandth, at least one (rules R3).
/// Zero when there is no price to divide by.
Quantity quantity_for_total(Money total, Money unit_price);

} // namespace engine
