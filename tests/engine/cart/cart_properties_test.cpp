// The invariants of cart.h after any run of operations.
#include "tests/engine/cart/cart_fixture.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

namespace engine::test {
namespace {

struct Shop {
  std::vector<Product> products;
  std::map<ProductId, Quantity> stock;

  Shop() {
    for (ProductId id = 1; id <= 6; ++id) {
      auto p = product(id, 100 * id + 7, 1 + id % 4);
      if (id == 2) p = weighed(p);
      if (id == 3 || id == 4) p = marked(p);
      if (id == 5) p = discounted(p, 333);
      products.push_back(p);
      stock[id] = *p.stock;
    }
  }
};

void check_invariants(const Cart& cart, const Shop& shop) {
  Money sum;
  std::set<LineId> ids;
  std::set<std::string> codes;
  std::map<ProductId, Quantity> held;
  for (const auto& line : cart.lines()) {
    RC_ASSERT(ids.insert(line.id).second);
    RC_ASSERT(line.quantity > Quantity{});
    RC_ASSERT(line.discount() >= Money{});
    if (line.marked() && line.kind == LineKind::in_hand)
      RC_ASSERT(Quantity::pieces(static_cast<std::int64_t>(line.labels.size())) == line.quantity);
    for (const auto& label : line.labels) RC_ASSERT(codes.insert(label).second);
    held[line.product] = held[line.product] + line.quantity;
    sum += line.total();
  }
  for (const auto& [id, quantity] : held) RC_ASSERT(quantity <= shop.stock.at(id));
  RC_ASSERT(cart.total() == sum);
  RC_ASSERT(cart.list_total() >= cart.total());
  RC_ASSERT(cart.pieces() <= Cart::max_pieces);
}

LineId some_line(const Cart& cart) {
  if (cart.empty()) return 1;
  return cart.lines()[*rc::gen::inRange<std::size_t>(0, cart.lines().size())].id;
}

RC_GTEST_PROP(CartProperties, InvariantsHoldAfterAnyOperations, ()) {
  Shop shop;
  Cart cart;
  std::vector<CartLine> removed;
  const auto steps = *rc::gen::inRange(1, 60);
  for (int i = 0; i < steps; ++i) {
    auto& p = shop.products[*rc::gen::inRange<std::size_t>(0, shop.products.size())];
    switch (*rc::gen::inRange(0, 6)) {
    case 0:
    case 1: {
      const auto kind = *rc::gen::element(LineKind::in_hand, LineKind::to_collect);
      const auto quantity = Quantity::thousandths(p.weighed() ? *rc::gen::inRange(1, 3000) : 1000 * *rc::gen::inRange(0, 4));
      std::optional<std::string> code;
      if (*rc::gen::arbitrary<bool>()) code = "code-" + std::to_string(*rc::gen::inRange(0, 5));
      static_cast<void>(cart.add(p, kind, quantity, *rc::gen::element<std::string>("", "2112345003338"), {}, code));
      break;
    }
    case 2: {
      const auto id = some_line(cart);
      const auto* line = cart.find(id);
      const auto stock = line ? std::optional{shop.stock.at(line->product)} : std::nullopt;
      static_cast<void>(cart.set_quantity(id, Quantity::pieces(*rc::gen::inRange(-1, 6)), stock));
      break;
    }
    case 3: {
      const auto id = some_line(cart);
      if (const auto* line = cart.find(id)) removed.push_back(*line);
      static_cast<void>(cart.remove(id));
      break;
    }
    case 4:
      if (!removed.empty()) cart.restore(removed[*rc::gen::inRange<std::size_t>(0, removed.size())]);
      break;
    default:
      p.stock = Quantity::pieces(*rc::gen::inRange(0, 5));
      p.price = Money::tiyin(*rc::gen::inRange(0, 50000));
      shop.stock[p.id] = *p.stock;
      cart.refresh({p}, {});
    }
    check_invariants(cart, shop);
  }
}

RC_GTEST_PROP(CartProperties, RemoveAndUndoIsNoChange, ()) {
  Cart cart;
  const auto lines = *rc::gen::inRange<ProductId>(1, 12);
  for (ProductId id = 1; id <= lines; ++id)
    RC_ASSERT(
        cart.add(product(id, *rc::gen::inRange(1, 100000)), LineKind::to_collect, Quantity::pieces(*rc::gen::inRange(1, 9))).has_value());
  const auto before = cart;
  const auto line = *cart.find(some_line(cart));
  RC_ASSERT(cart.remove(line.id).has_value());
  RC_ASSERT(cart.total() == before.total() - line.total());
  cart.restore(line);
  RC_ASSERT(cart == before);
}

} // namespace
} // namespace engine::test
