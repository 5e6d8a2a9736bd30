#include "devices/simulators/store/store_model.h"

#include "devices/simulators/store/field_checks.h"

namespace devices::sim {
namespace {

constexpr std::string_view api_root = "/api";
constexpr std::size_t kept_refusals = 100;

boost::json::object success(boost::json::value data) {
  return {{"success", true}, {"errMessage", nullptr}, {"errorCode", nullptr}, {"data", std::move(data)}};
}
std::string failure(const boost::json::value& code, const std::string& text) {
  return write_exact(boost::json::object{{"success", false}, {"errMessage", text}, {"errorCode", code}, {"data", nullptr}});
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const auto hex = text.substr(i + 1, 2);
    if (text[i] == '%' && hex.size() == 2 && std::from_chars(hex.data(), hex.data() + 2, byte, 16).ptr == hex.data() + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> values;
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const auto equals = std::min(part.find('='), part.size());
    values[percent_decode(part.substr(0, equals))] = percent_decode(part.substr(std::min(equals + 1, part.size())));
  }
  return values;
}

} // namespace

StoreModel::StoreModel(const boost::json::value& catalog, Clocks clocks, std::uint64_t seed) : clocks_(std::move(clocks)), random_(seed) {
  load(catalog);
}

void StoreModel::log(const std::string& line) const {
  if (on_log) on_log(line);
}

std::string StoreModel::new_token(const char* kind) { return fmt::format("{}.{:016x}{:016x}", kind, random_(), random_()); }

std::optional<std::string> StoreModel::user_of_token(const std::string& token) const {
  const auto found = access_.find(token);
  return found == access_.end() ? std::nullopt : std::optional{found->second};
}

StoreModel::User& StoreModel::required(User* user) {
  if (!user) throw Refusal{401, nullptr, "Учетные данные не были предоставлены."};
  return *user;
}

boost::json::object StoreModel::read_body(const std::string& text) const {
  auto body = parse_exact(text);
  if (!body || !body->is_object()) throw Refusal{400, nullptr, "the body is not a JSON object"};
  return body->get_object();
}

StoreReply StoreModel::http(const StoreRequest& request) {
  ++counts_["http_requests"];
  StoreReply reply;
  if (errors_500_ > 0) {
    --errors_500_;
    reply = {500, "<html><body><h1>Server Error (500)</h1></body></html>", {}, false};
  } else {
    try {
      reply = route(request);
    } catch (const Refusal& r) {
      reply.status = r.status;
      reply.delay = r.delay;
      reply.body = failure(r.code, r.text);
      refusals_.push_back(fmt::format("{} {}: {}", request.method, request.target, r.text));
    } catch (const FieldFault& fault) {
      reply.status = 400;
      reply.body = failure(nullptr, fault.what());
      refusals_.push_back(fmt::format("{} {}: {}", request.method, request.target, fault.what()));
    }
    if (refusals_.size() > kept_refusals) refusals_.pop_front();
  }
  if (garbage_ > 0) {
    --garbage_;
    reply.body = "{\"success\":tr\xff\xfe";
  }
  reply.delay += slow_;
  log(fmt::format("{} {} -> {}{}", request.method, request.target, reply.status, reply.no_answer ? " (kept back)" : ""));
  return reply;
}

StoreReply StoreModel::route(const StoreRequest& request) {
  const auto question = std::min(request.target.find('?'), request.target.size());
  auto path = request.target.substr(0, question);
  const auto query = request.target.substr(std::min(question + 1, request.target.size()));
  if (!path.starts_with(api_root)) throw Refusal{404, nullptr, "no such address"};
  path.erase(0, api_root.size());
  if (path.empty() || path.back() == '/') throw Refusal{404, nullptr, "addresses have no slash at the end"};

  // A token that is not good is refused everywhere, also where none is needed.
  User* user = nullptr;
  if (!request.bearer.empty() && path != "/token" && path != "/token/refresh") {
    const auto phone = user_of_token(request.bearer);
    if (!phone) throw Refusal{401, nullptr, "Данный токен недействителен"};
    user = &users_.at(*phone);
  }
  if (request.method == "GET") return {200, as_said(write_exact(success(route_get(path, query, user)))), {}, false};
  if (request.method == "POST" && path == "/token/refresh") return refresh(read_body(request.body));
  if (request.method == "POST" && path == "/receipts/receipts_pay") {
    StoreReply reply;
    auto data = pay_receipt(read_body(request.body), reply);
    reply.body = write_exact(success(std::move(data)));
    return reply;
  }
  return {200, write_exact(success(route_change(request, path, user))), {}, false};
}

StoreModel::Json StoreModel::route_get(const std::string& path, const std::string& query, User* user) {
  if (path == "/users/me") return boost::json::object{{"user", user_json(required(user))}};
  if (path == "/categories") return boost::json::object{{"categories", categories_}};
  if (path == "/delivery") return boost::json::object{{"delivery", delivery_}};
  if (path == "/cart") return boost::json::object{{"cart", required(user).cart}};
  if (path == "/products" || path == "/products/newest" || path == "/products/discounts")
    return products(parse_query(query), path.substr(9));
  if (path.starts_with("/products/")) {
    const auto id = whole(std::string_view{path}.substr(10));
    if (!id || !products_.contains(*id)) throw Refusal{404, nullptr, "Товар не найден"};
    return boost::json::object{{"items", product_json(product(*id))}};
  }
  if (path.starts_with("/categories/")) {
    const auto id = whole(std::string_view{path}.substr(12));
    for (const auto& category : categories_)
      if (id && number_text(category.as_object().if_contains("id")) == std::to_string(*id)) return category;
  }
  throw Refusal{404, nullptr, "no such address"};
}

StoreModel::Json StoreModel::route_change(const StoreRequest& request, const std::string& path, User* user) {
  const bool post = request.method == "POST";
  if (path == "/cart" || path.starts_with("/cart/")) {
    const auto body = request.method == "DELETE" ? boost::json::object{} : read_body(request.body);
    return cart_call(request.method, path, body, required(user));
  }
  if (post && path == "/token") return log_in(read_body(request.body));
  if (post && path == "/cards/create_card") return create_card(read_body(request.body));
  if (post && path == "/cards/get_verify_code") return send_code(read_body(request.body));
  if (post && path == "/cards/verify_card") return verify_card(read_body(request.body));
  if (post && path == "/cards/check_card") return check_card(read_body(request.body));
  if (post && path == "/receipts/receipts_create") return create_receipt(read_body(request.body), user);
  throw Refusal{404, nullptr, "no such address"};
}

StoreModel::Json StoreModel::log_in(const boost::json::object& body) {
  const auto phone = text_field(body, "phone");
  const auto password = text_field(body, "password");
  if (!is_phone(phone)) throw FieldFault("phone: 998 and nine digits are required");
  const auto found = users_.find(phone);
  if (found == users_.end() || found->second.password != password) throw Refusal{400, nullptr, "Неверный номер телефона или пароль"};
  ++counts_["log_ins"];
  const auto access = new_token("access");
  const auto refresh_token = new_token("refresh");
  access_[access] = phone;
  refreshes_[refresh_token] = phone;
  return boost::json::object{{"token", {{"access", access}, {"refresh", refresh_token}}}, {"user", user_json(found->second)}};
}

StoreReply StoreModel::refresh(const boost::json::object& body) {
  const auto token = text_field(body, "refresh");
  const auto found = refreshes_.find(token);
  if (found == refreshes_.end()) throw Refusal{401, nullptr, "Данный токен недействителен"};
  ++counts_["refreshes"];
  const auto phone = found->second;
  const auto access = new_token("access");
  access_[access] = phone;
  if (refresh_shape_ == 2) return {200, write_exact(success(boost::json::object{{"token", {{"access", access}}}})), {}, false};
  refreshes_.erase(found);
  const auto next = new_token("refresh");
  refreshes_[next] = phone;
  if (refresh_shape_ == 3) return {200, write_exact(boost::json::object{{"access", access}, {"refresh", next}}), {}, false};
  return {200, write_exact(boost::json::object{{"token", access}, {"refresh_token", next}}), {}, false};
}

StoreModel::Json StoreModel::user_json(const User& user) const {
  return boost::json::object{{"id", number(user.id)},
                             {"first_name", user.first_name},
                             {"last_name", user.last_name},
                             {"phone", user.phone},
                             {"cashback_balance", number(user.cashback.to_som_text())},
                             {"date_of_birth", nullptr},
                             {"gender", "male"},
                             {"is_active", true}};
}

StoreModel::Json StoreModel::cart_call(const std::string& method, const std::string& path, const boost::json::object& body, User& user) {
  if (method == "DELETE" && path == "/cart/delete-all") {
    ++counts_["carts_cleared"];
    user.cart.clear();
    return nullptr;
  }
  if (method == "POST" && path == "/cart") {
    const auto& p = product(integer_field(body, "product"));
    user.cart.push_back(boost::json::object{{"id", number(next_line_++)},
                                            {"product", product_json(p)},
                                            {"quantity", number(quantity_field(body, "quantity").to_text())},
                                            {"cart_items", number(1)}});
    return user.cart.back();
  }
  const auto line = whole(std::string_view{path}.substr(std::min<std::size_t>(path.size(), 6)));
  for (auto i = user.cart.begin(); line && i != user.cart.end(); ++i) {
    if (number_text(i->as_object().if_contains("id")) != std::to_string(*line)) continue;
    if (method == "DELETE") {
      user.cart.erase(i);
      return nullptr;
    }
    if (method == "PUT") {
      i->as_object()["quantity"] = number(quantity_field(body, "quantity").to_text());
      return *i;
    }
  }
  throw Refusal{404, nullptr, "no such line"};
}

} // namespace devices::sim
