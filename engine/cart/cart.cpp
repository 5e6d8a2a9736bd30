#include "engine/cart/cart.h"

#include <algorithm>
#include <stdexcept>

namespace engine {
namespace {

constexpr auto one_piece = Quantity::thousandths(1000);

/// The quantity comes from a label and belongs to one package, so the line neither grows nor shrinks.
/// The line was put in before its product was weighed: a piece, and no label says what it weighs.
bool was_piece(const std::vector<CartLine>& lines, LineId id) {
  const auto line = std::ranges::find(lines, id, &CartLine::id);
  return line != lines.end() && !line->weighed();
}

bool is_labelled(const CartLine& line) { return line.weighed() || line.label_total || !line.quantity.is_whole(); }

std::int64_t pieces_of(const CartLine& line) { return is_labelled(line) ? 1 : line.quantity.in_thousandths() / 1000; }

/// A server's stock can be any number; kept where sums with it cannot overflow.
Quantity sane_stock(Quantity stock) { return std::clamp(stock, Quantity{}, Quantity::pieces(1'000'000'000)); }

Quantity whole_pieces(Quantity q) { return Quantity::thousandths(q.in_thousandths() / 1000 * 1000); }

} // namespace

Quantity quantity_for_total(Money total, Money unit_price) {
  if (total <= Money{} || unit_price <= Money{}) return {};
  const auto thousandths = multiply_ratio_half_up(Money::tiyin(1000), total.in_tiyin(), unit_price.in_tiyin()).in_tiyin();
  return Quantity::thousandths(std::max<std::int64_t>(thousandths, 1));
}

CartLine* Cart::find_line(LineId id) {
  const auto found = std::ranges::find(lines_, id, &CartLine::id);
  return found == lines_.end() ? nullptr : &*found;
}

const CartLine* Cart::find(LineId id) const { return const_cast<Cart*>(this)->find_line(id); }

Quantity Cart::held(ProductId product, LineId except) const {
  Quantity sum;
  for (const auto& line : lines_)
    if (line.product == product && line.id != except) sum = sum + line.quantity;
  return sum;
}

std::optional<Quantity> Cart::stock_left(ProductId product) const {
  const auto known = stock_.find(product);
  if (known == stock_.end()) return std::nullopt;
  return known->second - held(product);
}

bool Cart::sums_fit() const {
  try {
    static_cast<void>(total());
    static_cast<void>(list_total());
    return true;
  } catch (const std::overflow_error&) {
    return false;
  }
}

tl::expected<LineId, CartError> Cart::add(const Product& product, LineKind kind, Quantity quantity, std::string barcode,
                                          std::optional<Money> label_total, std::optional<std::string> marking) {
  if (product.withheld) return tl::unexpected(CartError::withheld);
  const auto unit_price = product.effective_price();
  if (unit_price <= Money{} || (label_total && *label_total <= Money{})) return tl::unexpected(CartError::sold_out);
  try {
    if (label_total && quantity.is_zero()) quantity = quantity_for_total(*label_total, unit_price);
  } catch (const std::overflow_error&) {
    return tl::unexpected(CartError::too_many);
  }
  if (quantity <= Quantity{}) return tl::unexpected(CartError::needs_label);
  if (quantity > Quantity::pieces(max_pieces)) return tl::unexpected(CartError::too_many);

  const bool from_label = product.weighed() || label_total || !quantity.is_whole();
  if (from_label && barcode.empty()) return tl::unexpected(CartError::needs_label);
  if (!product.marked()) marking.reset();
  if (product.marked()) {
    if (!marking && kind == LineKind::in_hand) return tl::unexpected(CartError::needs_marking);
    if (marking && (marking->empty() || quantity != one_piece)) return tl::unexpected(CartError::needs_marking);
    if (marking && has_marking(*marking)) return tl::unexpected(CartError::marking_twice);
  }
  if (product.stock && held(product.id) + quantity > *product.stock) return tl::unexpected(CartError::sold_out);
  if (pieces() + (from_label ? 1 : quantity.in_thousandths() / 1000) > max_pieces) return tl::unexpected(CartError::too_many);

  const auto grows = [&](const CartLine& line) {
    return !from_label && !is_labelled(line) && line.product == product.id && line.kind == kind && line.labels.empty() == !marking &&
           line.list_price == product.price && line.unit_price == unit_price;
  };
  auto before = *this;
  auto line = std::ranges::find_if(lines_, grows);
  if (line == lines_.end()) {
    if (lines_.size() >= max_lines) return tl::unexpected(CartError::too_many);
    CartLine fresh;
    fresh.id = next_++;
    fresh.product = product.id;
    fresh.name = product.name;
    fresh.kind = kind;
    fresh.list_price = product.price;
    fresh.unit_price = unit_price;
    fresh.label_total = label_total;
    fresh.attributes = product.attributes;
    if (!barcode.empty()) fresh.barcode = std::move(barcode);
    else if (product.attributes && !product.attributes->barcodes.empty()) fresh.barcode = product.attributes->barcodes.front();
    line = lines_.insert(lines_.end(), std::move(fresh));
  }
  line->quantity = line->quantity + quantity;
  if (marking) line->labels.push_back(std::move(*marking));
  if (product.stock) stock_[product.id] = sane_stock(*product.stock);
  const auto id = line->id;
  if (!sums_fit()) {
    *this = std::move(before);
    return tl::unexpected(CartError::too_many);
  }
  return id;
}

tl::expected<void, CartError> Cart::set_quantity(LineId id, Quantity quantity, const std::optional<Quantity>& stock) {
  auto* line = find_line(id);
  if (!line) return tl::unexpected(CartError::no_such_line);
  if (quantity <= Quantity{}) return remove(id);
  if (quantity == line->quantity) return {};
  if (is_labelled(*line) || !quantity.is_whole()) return tl::unexpected(CartError::needs_label);
  const bool more = quantity > line->quantity;
  if (more && !line->labels.empty()) return tl::unexpected(CartError::needs_marking);
  if (more && quantity > Quantity::pieces(max_pieces)) return tl::unexpected(CartError::too_many);
  if (more && pieces() - pieces_of(*line) + quantity.in_thousandths() / 1000 > max_pieces) return tl::unexpected(CartError::too_many);
  const auto rest = held(line->product, id);
  if (stock && rest + quantity > *stock) return tl::unexpected(CartError::sold_out);

  auto before = *this;
  line->quantity = quantity;
  const auto codes = static_cast<std::size_t>(quantity.in_thousandths() / 1000);
  if (line->labels.size() > codes) line->labels.resize(codes);
  if (stock) stock_[line->product] = sane_stock(*stock);
  if (more && !sums_fit()) {
    *this = std::move(before);
    return tl::unexpected(CartError::too_many);
  }
  return {};
}

tl::expected<void, CartError> Cart::remove(LineId id) {
  if (std::erase_if(lines_, [id](const CartLine& line) { return line.id == id; }) == 0) return tl::unexpected(CartError::no_such_line);
  return {};
}

void Cart::restore(const CartLine& removed) {
  if (removed.id <= 0 || find(removed.id) || lines_.size() >= max_lines) return;
  auto line = removed;
  const bool had_codes = !line.labels.empty();
  std::erase_if(line.labels, [this](const std::string& label) { return has_marking(label); });
  if (had_codes) line.quantity = Quantity::pieces(static_cast<std::int64_t>(line.labels.size()));

  if (const auto left = stock_left(line.product); left && line.quantity > *left)
    line.quantity = is_labelled(line) ? Quantity{} : whole_pieces(std::max(*left, Quantity{}));
  const auto room = max_pieces - pieces();
  if (pieces_of(line) > room) line.quantity = is_labelled(line) ? Quantity{} : Quantity::pieces(std::max<std::int64_t>(room, 0));
  if (line.quantity <= Quantity{}) return;
  if (had_codes) line.labels.resize(static_cast<std::size_t>(line.quantity.in_thousandths() / 1000));

  next_ = std::max(next_, line.id + 1);
  const auto place = std::ranges::upper_bound(lines_, line.id, {}, &CartLine::id);
  const auto id = line.id;
  lines_.insert(place, std::move(line));
  if (!sums_fit()) static_cast<void>(remove(id));
}

void Cart::lower_to_stock(ProductId product) {
  for (const auto kind : {LineKind::to_collect, LineKind::in_hand}) {
    for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
      const auto left = stock_left(product);
      if (!left || *left >= Quantity{}) return;
      if (line->product != product || line->kind != kind) continue;
      const auto wanted = line->quantity + *left;
      line->quantity = is_labelled(*line) || wanted <= Quantity{} ? Quantity{} : whole_pieces(wanted);
      const auto codes = static_cast<std::size_t>(line->quantity.in_thousandths() / 1000);
      if (line->labels.size() > codes) line->labels.resize(codes);
    }
  }
}

std::vector<Cart::PriceChange> Cart::refresh(const std::vector<Product>& fresh, const std::vector<ProductId>& gone) {
  const auto before = lines_;
  for (const auto& product : fresh) {
    const auto unit_price = product.effective_price();
    if (product.stock) stock_[product.id] = sane_stock(*product.stock);
    else stock_.erase(product.id);
    for (auto& line : lines_) {
      if (line.product != product.id) continue;
      if (product.attributes) line.attributes = product.attributes;
      const bool no_code = line.marked() && line.kind == LineKind::in_hand && line.labels.empty();
      const bool no_label = line.weighed() && !line.label_total && was_piece(before, line.id);
      if (unit_price <= Money{} || product.withheld || no_code || no_label) line.quantity = {};
      if (line.label_total) continue;
      line.list_price = product.price;
      line.unit_price = unit_price;
    }
    lower_to_stock(product.id);
    // A price beyond all reason from the server must not stop the sale of the rest.
    if (sums_fit()) continue;
    for (auto& line : lines_)
      if (line.product == product.id) line.quantity = {};
  }
  for (auto& line : lines_)
    if (std::ranges::find(gone, line.product) != gone.end()) line.quantity = {};
  std::erase_if(lines_, [](const CartLine& line) { return line.quantity <= Quantity{}; });

  std::vector<PriceChange> changes;
  for (const auto& old : before) {
    PriceChange change;
    change.line = old.id;
    change.name = old.name;
    change.old_total = old.total();
    if (const auto* now = find(old.id)) {
      change.new_total = now->total();
      change.less = now->quantity < old.quantity;
      if (!change.less && change.new_total == change.old_total) continue;
    } else {
      change.gone = true;
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

Money Cart::total() const {
  Money sum;
  for (const auto& line : lines_) sum += line.total();
  return sum;
}

Money Cart::list_total() const {
  Money sum;
  for (const auto& line : lines_) sum += line.list_total();
  return sum;
}

std::int64_t Cart::pieces() const {
  std::int64_t count = 0;
  for (const auto& line : lines_) count += pieces_of(line);
  return count;
}

int Cart::min_age() const {
  int age = 0;
  for (const auto& line : lines_)
    if (line.attributes) age = std::max(age, line.attributes->min_age);
  return age;
}

bool Cart::has_marking(std::string_view label) const {
  return std::ranges::any_of(lines_, [label](const CartLine& line) { return std::ranges::find(line.labels, label) != line.labels.end(); });
}

std::vector<std::string> Cart::not_registrable() const {
  std::vector<std::string> names;
  for (const auto& line : lines_) {
    const bool described = line.attributes && !line.attributes->class_code.empty() && !line.attributes->package_code.empty();
    const bool codes_complete = !line.marked() || Quantity::pieces(static_cast<std::int64_t>(line.labels.size())) == line.quantity;
    if ((!described || !codes_complete) && std::ranges::find(names, line.name) == names.end()) names.push_back(line.name);
  }
  return names;
}

} // namespace engine
