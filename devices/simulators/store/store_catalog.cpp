// The catalogue of the simulated store: loading, pages, prices (engine/store/PROTOCOL.md section 5).
#include "devices/simulators/store/field_checks.h"
#include "devices/simulators/store/store_model.h"
#include <algorithm>

namespace devices::sim {
namespace {

engine::Money loaded_money(const boost::json::object& object, std::string_view name) {
  const auto digits = number_text(object.if_contains(name));
  const auto sum = digits ? engine::Money::parse_som(*digits) : std::nullopt;
  if (!sum || *sum < engine::Money{}) throw std::runtime_error(fmt::format("{} is not a sum", name));
  return *sum;
}

std::size_t page_number(const std::map<std::string, std::string>& query, const char* name, std::size_t otherwise, std::size_t most) {
  const auto found = query.find(name);
  if (found == query.end()) return otherwise;
  const auto n = whole(found->second);
  if (!n || *n < 0) throw FieldFault(fmt::format("{}: a number from 0 is required", name));
  return std::min(static_cast<std::size_t>(*n), most);
}

} // namespace

void StoreModel::load(const boost::json::value& catalog) {
  const auto* root = catalog.if_object();
  if (!root) throw std::runtime_error("the catalogue is not a JSON object");
  const auto list = [&](const char* name) -> const boost::json::array& {
    const auto* value = root->if_contains(name);
    if (!value || !value->is_array()) throw std::runtime_error(fmt::format("the catalogue has no list of {}", name));
    return value->get_array();
  };
  categories_ = list("categories");
  try {
    for (const auto& entry : list("products")) {
      const auto& p = entry.as_object();
      const auto id = integer_field(p, "id");
      text_field(p, "name");
      loaded_money(p, "price");
      if (!products_.emplace(id, p).second) throw std::runtime_error(fmt::format("product {} stands there twice", id));
      product_order_.push_back(id);
    }
    if (const auto* delivery = root->if_contains("delivery")) {
      delivery_ = delivery->as_object();
      for (const auto* name : {"min_amount", "free_distance", "price_per_km"}) plain_number(delivery_, name);
    }
    for (const auto& entry : list("users")) {
      const auto& u = entry.as_object();
      User user;
      user.id = static_cast<std::int64_t>(users_.size()) + 1;
      user.phone = text_field(u, "phone");
      user.password = text_field(u, "password");
      user.first_name = text_field(u, "first_name");
      user.last_name = text_field(u, "last_name");
      user.cashback = loaded_money(u, "cashback_balance");
      users_.emplace(user.phone, user);
    }
  } catch (const FieldFault& fault) {
    throw std::runtime_error(fmt::format("the catalogue is wrong: {}", fault.what()));
  } catch (const boost::system::system_error& e) {
    throw std::runtime_error(fmt::format("the catalogue is wrong: {}", e.what()));
  }
}

const boost::json::object& StoreModel::product(std::int64_t id) const {
  const auto found = products_.find(id);
  if (found == products_.end()) throw Refusal{404, nullptr, fmt::format("Товар {} не найден", id)};
  return found->second;
}

engine::Money StoreModel::price_now(const boost::json::object& p) const {
  const auto price = loaded_money(p, "price");
  const auto digits = number_text(p.if_contains("discount_price"));
  const auto discounted = digits ? engine::Money::parse_som(*digits) : std::nullopt;
  bool active = true;
  if (const auto* discounts = p.if_contains("discounts"); discounts && discounts->is_object()) {
    if (const auto* flag = discounts->get_object().if_contains("is_active"); flag && flag->is_bool()) active = flag->get_bool();
  }
  return discounted && active && *discounted > engine::Money{} && *discounted < price ? *discounted : price;
}

StoreModel::Json StoreModel::product_json(const boost::json::object& p) const {
  auto copy = p;
  const auto id = number_text(p.if_contains("id"));
  const auto said = id ? said_.find(std::stoll(std::string{*id})) : said_.end();
  if (said != said_.end())
    for (const auto& [field, characters] : said->second) copy[field] = fmt::format("@said {} {}@", *id, field);
  const auto* images = copy.if_contains("images");
  if (!images || !images->is_array()) return copy;
  for (auto& entry : copy["images"].as_array()) {
    if (!entry.is_object()) continue;
    const auto address = string_text(entry.get_object().if_contains("image"));
    if (address && address->starts_with('/')) entry.get_object()["image"] = base_url_ + std::string{*address};
  }
  return copy;
}

std::string StoreModel::as_said(std::string body) const {
  for (const auto& [id, fields] : said_)
    for (const auto& [field, characters] : fields) {
      const auto mark = fmt::format("\"@said {} {}@\"", id, field);
      for (auto at = body.find(mark); at != std::string::npos; at = body.find(mark, at + characters.size()))
        body.replace(at, mark.size(), characters);
    }
  return body;
}

StoreModel::Json StoreModel::products(const std::map<std::string, std::string>& query, const std::string& which) const {
  const auto limit = page_number(query, "limit", 20, 500);
  const auto offset = page_number(query, "offset", 0, products_.size());
  const auto search = query.contains("search") ? query.at("search") : std::string{};
  const auto category = query.contains("category") ? query.at("category") : std::string{};
  std::vector<const boost::json::object*> wanted;
  for (const auto id : product_order_) {
    const auto& p = products_.at(id);
    if (which == "/newest" && !(p.contains("is_new") && p.at("is_new") == true)) continue;
    if (which == "/discounts" && price_now(p) == loaded_money(p, "price")) continue;
    if (!category.empty() && number_text(p.if_contains("category")) != category) continue;
    const auto name = string_text(p.if_contains("name")).value_or("");
    if (!search.empty() && name.find(search) == std::string_view::npos && string_text(p.if_contains("code")) != search) continue;
    wanted.push_back(&p);
  }
  boost::json::array items;
  for (std::size_t i = offset; i < std::min(wanted.size(), offset + limit); ++i) items.push_back(product_json(*wanted[i]));
  return boost::json::object{{"items", std::move(items)}, {"total_records", number(static_cast<std::int64_t>(wanted.size()))}};
}

} // namespace devices::sim
