#include "engine/checkout/view/public_state.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value_from.hpp>

namespace engine {
namespace {

namespace json = boost::json;

template <class E> json::string name(E value) { return boost::describe::enum_to_string(value, "?"); }

json::object line(const View& view, const CartLine& l) {
  return {{"line", l.id},
          {"product", l.product},
          {"name", l.name},
          {"kind", name(view.cart.kind_of(l))},
          {"quantity", l.quantity.to_text()},
          {"total", l.total().in_tiyin()},
          {"marking_codes", l.labels.size()}};
}

json::object queue(const QueueView& q) {
  auto o = json::value_from(q).as_object();
  o["length"] = q.length();
  return o;
}

json::object table(const TableReport& t) {
  return {{"state", name(t.state)}, {"fault", t.fault}, {"read_at_ms", t.read_at_ms}, {"withheld", t.withheld}};
}

json::object session(const View& v) {
  json::object o{{"stage", name(v.stage)},
                 {"language", std::string{language_code(v.language)}},
                 {"sale", v.sale},
                 {"order_number", v.order_number},
                 {"total", v.total.in_tiyin()},
                 {"pieces", v.cart.pieces()},
                 {"signed_in", v.customer.has_value()},
                 {"staff", v.staff.logged_in}};
  json::array lines;
  for (const auto& l : v.cart.lines()) lines.push_back(line(v, l));
  o["cart"] = std::move(lines);
  json::object methods;
  for (const auto& m : v.methods) methods[name(m.method)] = name(m.obstacle);
  o["methods"] = std::move(methods);
  if (v.stage == StageKind::card || v.stage == StageKind::sms) o["card"] = {{"busy", v.card.busy}, {"message", name(v.card.message)}};
  if (v.stage == StageKind::cash) {
    json::object cash{{"due", v.cash.due.in_tiyin()},
                      {"inserted", v.cash.inserted.in_tiyin()},
                      {"left", v.cash.left.in_tiyin()},
                      {"notes", json::value_from(v.cash.notes)},
                      {"message", name(v.cash.message)}};
    if (v.cash.overpay) cash["overpay"] = {{"denomination", v.cash.overpay->denomination}, {"voucher", v.cash.overpay->voucher.in_tiyin()}};
    o["cash"] = std::move(cash);
  }
  if (v.stage == StageKind::done) {
    json::object done{
        {"paid", v.done.paid.in_tiyin()}, {"fiscal", name(v.done.fiscal)}, {"print", name(v.done.print)}, {"qr_url", v.done.qr_url}};
    if (v.done.method) done["method"] = name(*v.done.method);
    if (v.done.voucher) done["voucher"] = {{"number", v.done.voucher->number}, {"amount", v.done.voucher->amount.in_tiyin()}};
    o["done"] = std::move(done);
  }
  if (v.stage == StageKind::failed) {
    json::object failed{{"kind", name(v.failed.kind)}, {"at_stake", v.failed.at_stake.in_tiyin()}};
    if (v.failed.claim) failed["claim"] = {{"number", v.failed.claim->number}, {"amount", v.failed.claim->amount.in_tiyin()}};
    o["failed"] = std::move(failed);
  }
  if (v.question) o["question"] = name(*v.question);
  return o;
}

} // namespace

json::object public_state(const View& v) {
  const auto& d = v.devices;
  return {{"session", session(v)},
          {"devices",
           {{"store", json::value_from(d.store)},
            {"printer", json::value_from(d.printer)},
            {"fiscal", json::value_from(d.fiscal)},
            {"cash", json::value_from(d.cash)},
            {"scanner", {{"health", name(d.scanner.health)}, {"reads", d.scanner.reads}, {"detail", d.scanner.detail}}},
            {"queue_length", d.queue_length},
            {"queue", queue(d.queue)},
            {"catalog_size", d.catalog_size},
            {"catalog_synced_ms", d.catalog_synced_ms},
            {"products_table", table(v.staff.table)},
            {"out_of_service", v.out_of_service}}}};
}

} // namespace engine
