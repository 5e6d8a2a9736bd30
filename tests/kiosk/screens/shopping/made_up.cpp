#include "made_up.h"
#include "engine/catalog/catalog_snapshot.h"
#include <array>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

namespace kiosk::made_up {
namespace {

using namespace engine;

struct Row {
  ProductId id;
  CategoryId category;
  const char* name;
  std::int64_t price, discounted; ///< so'm; 0: none
  const char* picture;
  bool weighed = false, marked = false;
  int min_age = 0;
  std::int64_t stock = -1;
};

constexpr std::array rows{
    Row{1, 1, "Tandır nan, 400 g", 5000, 0, "bread"},
    Row{2, 2, "Sút «Nókis», 3,2 %, 1 l", 14500, 0, "milk"},
    Row{3, 3, "Alma «Simirenko», 1 kg", 26000, 22000, "apple", true},
    Row{4, 3, "Pomidor, Shımbay, 1 kg", 18000, 0, "tomato"},
    Row{5, 5, "Ayǵabaǵar mayı tazalanǵan, 1 l", 24000, 0, "oil"},
    Row{6, 2, "Máyek C1, 10 dana", 17000, 0, "eggs"},
    Row{7, 5, "Gúrish «Lazer», 1 kg", 23000, 19500, "rice"},
    Row{8, 7, "Tawlı pal, shiyshe, 500 g", 46500, 0, "honey"},
    Row{9, 8, "Kók shay № 95", 12900, 0, "tea"},
    Row{10, 2, "Sút «Musaffo», 2,5 %, 0,9 l", 12900, 0, "milk"},
    Row{11, 2, "Sútten ayran, 500 ml", 8500, 0, ""},
    Row{12, 2, "Qoyıwlastırılǵan sút, qumsheker menen, 380 g", 19000, 0, ""},
    Row{13, 6, "Suw «Hydrolife» gazsız, 1,5 l", 4000, 0, "", false, true},
    Row{14, 6, "Pivo «Sarbast» 0,5 l", 11500, 0, "", false, true, 21},
    Row{15, 4, "Mal góshi, súyeksiz", 98000, 0, "", true},
    Row{16, 4, "Tawıq filesi, 1 kg", 42000, 39900, "", false, false, 0, 0},
    Row{17, 9, "Qıymalı un mámul tartılǵan pechenyesi «Xorezm» 250 g", 1234500, 1000000, ""},
    Row{18, 10, "Kir juwıw untaǵı, 3 kg", 56000, 0, ""},
};

Product product_of(const Row& row, const std::string& pictures) {
  Product p;
  p.id = row.id, p.category = row.category, p.name = row.name, p.price = Money::som(row.price);
  if (row.discounted > 0) p.discount_price = Money::som(row.discounted);
  if (row.stock >= 0) p.stock = Quantity::pieces(row.stock);
  p.code = std::to_string(1000 + row.id);
  p.description = "Nókistegi óz zavodımızdan. Muzlatqıshta 5 kúnge shekem saqlanadı. Quramı: jańa sawılǵan sút, "
                  "tábiyiy qosımtalar. Ashılǵannan keyin úsh kún ishinde paydalanıń.";
  if (!pictures.empty() && *row.picture != '\0') p.images.push_back(pictures + "/" + row.picture + ".png");
  Attributes a;
  a.barcodes = {"47800000000" + std::to_string(10 + row.id)};
  a.class_code = "02202002001000001", a.package_code = "1495058";
  a.weighed = row.weighed, a.marked = row.marked, a.min_age = row.min_age;
  p.attributes = a;
  return p;
}

void healthy(View& v) {
  v.devices.store.health = v.devices.printer.health = v.devices.fiscal.health = v.devices.cash.health = Health::ok;
  v.devices.store.logged_in = v.devices.store.orders_open = true;
  v.devices.printer.online = true;
  v.devices.fiscal.reachable = v.devices.fiscal.shift_open = v.devices.fiscal.shift_known = true;
  v.devices.cash.accepting = true;
  v.staff.offered = true;
}

void put(View& v, const engine::Catalog& catalog, ProductId id, LineKind kind, std::int64_t thousandths) {
  const auto* p = catalog.find(id);
  if (!p->weighed()) {
    static_cast<void>(v.cart.add(*p, kind, Quantity::thousandths(thousandths)));
  } else {
    static_cast<void>(v.cart.add(*p, kind, Quantity::thousandths(thousandths), "2000003015008"));
  }
}

void sum_up(View& v) {
  v.goods_list_total = v.cart.list_total();
  v.discount = v.cart.list_total() - v.cart.total();
  v.total = v.cart.total() + v.delivery_fee;
}

View shopping(const engine::Catalog& catalog) {
  View v;
  healthy(v);
  v.stage = StageKind::shopping;
  v.language = Language::kaa;
  put(v, catalog, 1, LineKind::in_hand, 2000);
  put(v, catalog, 2, LineKind::in_hand, 1000);
  put(v, catalog, 3, LineKind::in_hand, 1500);
  put(v, catalog, 5, LineKind::to_collect, 2000);
  put(v, catalog, 8, LineKind::to_collect, 1000);
  sum_up(v);
  return v;
}

View delivery(const engine::Catalog& catalog, bool courier) {
  auto v = shopping(catalog);
  v.stage = StageKind::delivery;
  v.delivery.minimum = Money::som(100000);
  v.delivery.districts = {{"Orayı", 1200, {}},
                          {"Qızketken", 2800, Money::som(3000)},
                          {"22-kishi rayon", 3400, Money::som(6000)},
                          {"26-kishi rayon", 4100, Money::som(6000)},
                          {"Aeroport", 5600, Money::som(12000)},
                          {"Shımbay jolı", 6300, Money::som(15000)},
                          {"Taslaq", 8900, Money::som(21000)},
                          {"Aq jaǵıs", 11000, Money::som(27000)}};
  if (courier) v.delivery.type = DeliveryType::courier, v.delivery.district = 2, v.delivery_fee = Money::som(6000);
  sum_up(v);
  return v;
}

View payment(const engine::Catalog& catalog) {
  auto v = delivery(catalog, true);
  v.stage = StageKind::payment;
  v.methods = {{Method::card, Obstacle::none, {}}, {Method::cash, Obstacle::no_paper, {}}, {Method::later, Obstacle::none, {}}};
  return v;
}

} // namespace

CatalogPtr shop(const std::string& picture_dir) {
  CatalogData data;
  AttributesTable table;
  const std::array names{"Nan",    "Sút hám máyek", "Miywe, palız", "Gósh",    "Dán, may",      "Ishimlik",
                         "Mazalı", "Shay, kofe",    "Pechene",      "Tazalıq", "Balalar ushın", "Úy ushın"};
  for (std::size_t i = 0; i < names.size(); ++i) data.categories.push_back({static_cast<CategoryId>(i + 1), names.at(i)});
  for (const auto& row : rows) {
    auto p = product_of(row, picture_dir);
    table.by_product[p.id] = *p.attributes;
    p.attributes.reset();
    data.products.push_back(std::move(p));
  }
  data.delivery = DeliveryTerms{Money::som(100000), 2000, Money::som(3000)};
  return make_catalog(std::move(data), std::move(table));
}

std::vector<Scene> scenes(const CatalogPtr& catalog, Instant now) {
  std::vector<Scene> all;
  const auto add = [&](std::string name, View view, Navigation nav = {}, std::string tap = {}, std::string type = {}) {
    all.push_back({std::move(name), std::move(view), nav, std::move(tap), std::move(type)});
  };
  const auto& goods = *catalog;
  View idle;
  healthy(idle);
  add("attract", idle);
  auto no_paper = idle;
  no_paper.devices.printer.paper_out = true;
  add("attract_no_paper", no_paper);
  auto no_store = idle;
  no_store.devices.store = {};
  no_store.devices.store.health = Health::failed;
  add("attract_no_store", no_store);
  no_store.out_of_service = true;
  add("out_of_service", no_store);
  auto stopped = idle;
  stopped.out_of_service = true;
  for (const auto stop :
       {StopKind::journal_write, StopKind::journal_unreadable, StopKind::state_busy, StopKind::configuration, StopKind::program}) {
    stopped.stop = stop;
    add(fmt::format("stopped_{}", boost::describe::enum_to_string(stop, "?")), stopped);
  }

  Navigation status;
  status.order_status = true;
  add("order_status", idle, status);
  auto found = idle;
  found.order_status = {OrderLookUp::State::found, 0, "4217", "Tayın, alıp ketseńiz boladı", Money::som(158000), true};
  add("order_status_found", found, status);
  found.order_status.state = OrderLookUp::State::not_found;
  add("order_status_missing", found, status);

  const auto full = shopping(goods);
  add("catalog", full);
  View empty = full;
  empty.cart.clear();
  sum_up(empty);
  add("catalog_empty", empty);
  add("search", full, {}, "catalog.search", "sut");
  add("search_start", full, {}, "catalog.search");
  add("search_nothing", full, {}, "catalog.search", "qwertyu");
  Navigation product;
  product.show_product(3);
  add("product_weighed", full, product);
  product.show_product(14);
  add("product_marked", full, product);
  product.show_product(2);
  add("product", full, product);
  Navigation cart;
  cart.show_cart();
  add("cart", full, cart);
  auto long_cart = full;
  for (const ProductId id : {4, 6, 7, 9, 17}) put(long_cart, goods, id, LineKind::to_collect, 1000);
  sum_up(long_cart);
  add("cart_long", long_cart, cart);
  add("cart_empty", empty, cart);
  add("delivery", delivery(goods, false));
  add("delivery_courier", delivery(goods, true));
  auto below = delivery(goods, false);
  below.delivery.courier = Obstacle::below_minimum;
  add("delivery_minimum", below);

  auto who = delivery(goods, true);
  who.stage = StageKind::receiver;
  add("receiver", who, {}, "receiver.first_name", "Gúlnaz");
  who.receiver = {"Gúlnaz", "Ótegenova", "998612224567", "22-kishi rayon, 14-úy, 36-kvartira", {}};
  add("receiver_phone", who, {}, "receiver.phone");
  auto pickup = delivery(goods, false);
  pickup.stage = StageKind::receiver;
  add("receiver_faults", pickup, {}, "receiver.next");
  Navigation account;
  account.sign_in = true;
  add("sign_in", pickup, account);
  add("sign_in_password", pickup, account, "sign_in.password", "secret");

  auto pay = payment(goods);
  add("payment", pay);
  pay.customer = CustomerView{"Gúlnaz Ótegenova", Money::som(12400), true};
  add("payment_cashback", pay);
  pay.customer.reset();
  pay.age_waiting = true, pay.min_age = 21;
  for (auto& m : pay.methods) m.obstacle = Obstacle::age_not_approved;
  add("payment_age", pay);
  pay.age_waiting = false;
  pay.methods[1] = {Method::cash, Obstacle::not_registrable, {"Tandır nan, 400 g", "Alma «Simirenko», 1 kg"}};
  pay.methods[0].obstacle = Obstacle::no_store;
  pay.methods[2].obstacle = Obstacle::none;
  pay.suggested = Method::later;
  add("payment_reasons", pay);
  auto changed = payment(goods);
  changed.stage = StageKind::price_changes;
  changed.price_changes = {{1, "Tandır nan, 400 g", Money::som(10000), Money::som(11000), false, false},
                           {2, "Sút «Nókis», 3,2 %, 1 l", Money::som(14500), {}, true, false},
                           {5, "Tawlı pal, 500 g", Money::som(93000), Money::som(46500), false, true}};
  add("price_changes", changed);
  for (const auto kind :
       {QuestionKind::leave_cart, QuestionKind::keep_for_later, QuestionKind::abandon_order, QuestionKind::leave_part_paid}) {
    auto asked = kind == QuestionKind::leave_cart ? full : payment(goods);
    asked.question = kind;
    asked.cash.inserted = Money::som(100000);
    add("question_" + std::to_string(static_cast<int>(kind)), asked);
  }
  Navigation waiting;
  waiting.idle_until = now + Millis{24000};
  auto with_idle = full;
  with_idle.idle_question_allowed = true;
  add("idle", with_idle, waiting);
  Navigation help;
  help.help = true;
  add("help", full, help);
  add("help_payment", payment(goods), help);
  Navigation access;
  access.accessibility = true;
  add("accessibility", full, access);
  return all;
}

void Gate::show(View view) {
  {
    const std::lock_guard lock(mutex_);
    view.revision = ++revision_;
    view_ = std::make_shared<const View>(std::move(view));
  }
  if (wake_) wake_();
}

void Gate::send_secret(Intent intent, SecretBuffer secret) {
  last_secret = secret.reveal();
  send(std::move(intent));
}

void Gate::send(Intent intent) {
  sent.push_back(intent);
  auto next = *view();
  if (const auto* set = std::get_if<intent::SetLanguage>(&intent)) next.language = set->language, show(std::move(next));
}

ViewPtr Gate::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

} // namespace kiosk::made_up
