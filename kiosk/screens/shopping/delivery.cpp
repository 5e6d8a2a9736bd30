#include "kiosk/screens/shopping/delivery.h"
#include "kiosk/screens/paying/reasons.h"
#include "kiosk/screens/shopping/goods.h"
#include "kiosk/widgets/controls.h"
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

using engine::DeliveryType;

std::string fee_text(const Ui& ui, engine::Money fee) { return fee.is_zero() ? std::string(tr(ui, "Free")) : money_figures(fee); }

/// The courier's fee: the chosen district's fee, else the range's lower end.
std::string courier_price(const Ui& ui, const engine::DeliveryView& delivery) {
  if (delivery.courier != engine::Obstacle::none || delivery.districts.empty()) return {};
  if (delivery.type == DeliveryType::courier && delivery.district && *delivery.district < delivery.districts.size())
    return fee_text(ui, delivery.districts[*delivery.district].fee);
  const auto cheapest = std::ranges::min_element(delivery.districts, {}, &engine::DistrictView::fee);
  return cheapest->fee.is_zero() ? std::string{} : trf(ui, "From {}", money_figures(cheapest->fee));
}

struct Priced {
  std::string line, value;
};
/// Large letters leave no room beside the title: the price goes before the line below it.
Priced priced(const Ui& ui, std::string line, std::string value) {
  if (!ui.large_text() || value.empty()) return {std::move(line), std::move(value)};
  return {value + " \u00B7 " + line, {}};
}

} // namespace

void DeliveryScreen::draw(Ui& ui) {
  const auto& view = ui.view();
  const auto& delivery = view.delivery;
  const auto& zones = ui.zones();
  auto& canvas = ui.canvas();
  title(ui, zones.main, tr(ui, "How will you receive it?"));
  float y = zones.main.y + canvas.line_height(Type::t56) + 32;
  const float height = ui.large_text() ? 200 : zones.landscape ? 136 : 184;
  const bool courier_chosen = delivery.type == DeliveryType::courier;
  const auto pickup = priced(ui, std::string(tr(ui, "At the order desk")), std::string(tr(ui, "Free")));
  if (choice_card(ui, "delivery.pickup", {zones.main.x, y, zones.main.w, height},
                  {.icon = Icon::store,
                   .title = tr(ui, "I collect it in the store"),
                   .line = pickup.line,
                   .value = pickup.value,
                   .chosen = !courier_chosen}))
    ui.send(engine::intent::ChooseDelivery{DeliveryType::pickup, std::nullopt});
  y += height + 16;
  const auto reason = courier_reason(ui, delivery);
  const auto courier = priced(ui, std::string(tr(ui, "To your door")), courier_price(ui, delivery));
  if (choice_card(ui, "delivery.courier", {zones.main.x, y, zones.main.w, height},
                  {.icon = Icon::truck,
                   .title = tr(ui, "A courier brings it"),
                   .line = courier.line,
                   .reason = reason,
                   .value = reason.empty() ? std::string_view(courier.value) : std::string_view{},
                   .chosen = courier_chosen && reason.empty()}))
    ui.send(engine::intent::ChooseDelivery{DeliveryType::courier, delivery.district});
  y += height + (zones.landscape ? 24.0F : 40.0F);

  const Rect total{zones.pad.x, zones.pad.bottom() - 124, zones.pad.w, 124};
  const float bottom = zones.landscape ? zones.main.bottom() : total.y - 24;
  if (courier_chosen && reason.empty()) districts(ui, {zones.main.x, y, zones.main.w, bottom - y});

  const bool fee_known = courier_chosen && (!delivery.districts.empty() ? delivery.district.has_value() : true);
  const auto below = fee_known && !view.delivery_fee.is_zero()
                         ? trf(ui, "{} + delivery {}", money_figures(view.total - view.delivery_fee), money_figures(view.delivery_fee))
                         : std::string{};
  total_row(ui, "delivery.total", total, tr(ui, "Total"), view.total, zones.landscape ? std::string_view{} : std::string_view(below));
  if (zones.landscape && !below.empty())
    canvas.text_in({total.x, total.y - 52, total.w, 44}, below, {Type::t24, ui.colors().ink2}, Align::right);
  const bool ready = !courier_chosen || delivery.district.has_value() || delivery.districts.empty();
  if (primary_button(ui, "delivery.next", zones.action, ready ? tr(ui, "Continue") : tr(ui, "Choose a district"),
                     {.icon = Icon::arrow_right, .enabled = ready}))
    ui.send(engine::intent::DeliveryNext{});
}

void DeliveryScreen::districts(Ui& ui, const Rect& area) {
  const auto& view = ui.view();
  const auto& delivery = view.delivery;
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  const float head = canvas.line_height(Type::t40) + 16;
  canvas.text({area.x, area.y}, tr(ui, "Which district?"), {Type::t40, c.ink, Weight::bold});
  const int columns = ui.landscape() && !ui.large_text() ? 3 : 2;
  const float height = ui.large_text() ? 140 : 118, pitch = height + 14;
  const auto count = delivery.districts.size();
  const auto rows = (count + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
  const bool scanned = std::ranges::any_of(view.cart.lines(), [](const auto& line) { return line.kind == engine::LineKind::in_hand; });
  const float note = scanned && !ui.landscape() ? 80 : 0;
  const float content = static_cast<float>(rows) * pitch + 8;
  const Rect list{area.x - 8, area.y + head - 4, area.w + 16, std::min(content, area.h - head - note)};
  const float offset = ui.scroll("delivery.districts", list, content);
  {
    const Canvas::Clip clip(canvas, list);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& district = delivery.districts[i];
      const auto row = static_cast<float>(i / static_cast<std::size_t>(columns));
      const Rect box = Rect{area.x, list.y + 4 - offset + row * pitch, area.w, height}.column(
          static_cast<int>(i % static_cast<std::size_t>(columns)), columns, 16);
      if (box.bottom() < list.y || box.y > list.bottom()) continue;
      const auto distance = distance_text(ui, district.metres);
      const auto fee = fee_text(ui, district.fee);
      if (option_card(ui, fmt::format("delivery.district.{}", i), box,
                      {.title = district.name, .line = distance, .value = fee, .chosen = delivery.district == i}))
        ui.send(engine::intent::ChooseDelivery{DeliveryType::courier, i});
    }
  }
  const auto& pad = ui.zones().pad;
  if (!scanned) return;
  const auto words = tr(ui, "The courier also brings what you have scanned: hand it in at the order desk.");
  if (ui.landscape()) {
    canvas.icon(Icon::info, Point{pad.x + 22, pad.y + 106}, 44, c.ink2);
    canvas.paragraph({pad.x + 64, pad.y + 84, pad.w - 64, 200}, words, {Type::t24, c.ink2});
  } else {
    info_line(ui, {area.x, list.bottom() + 8, area.w, 64}, Icon::info, words);
  }
}

} // namespace kiosk
