#pragma once
// A small catalogue for tests against the simulated store.

namespace engine::store {

inline constexpr auto* demo_store = R"({
  "categories": [{"id": 1, "name": "Un"}, {"id": 2, "name": "Kitap"}],
  "products": [
    {"id": 8, "code": "A-8", "name": "Qaǵaz", "description": "", "discounts": null, "price": 42000, "discount_price": null,
     "is_new": true, "amount": 50, "category": 2, "images": [{"id": 1, "image": "/pictures/8.png"}]},
    {"id": 9, "code": "A-9", "name": "Alma", "description": "", "discounts": {"discount_rate": 10, "is_active": true}, "price": 20000.50,
     "discount_price": 18000.50, "is_new": false, "amount": 12.5, "category": 1, "images": []},
    {"id": 10, "code": "A-10", "name": "Nan", "description": "", "discounts": null, "price": 5000, "discount_price": 0,
     "is_new": false, "amount": 0, "category": 1, "images": []}],
  "delivery": {"min_amount": 50000, "free_distance": 2, "price_per_km": 3000},
  "users": [
    {"phone": "998991234567", "password": "kiosk-pass", "first_name": "Kiosk", "last_name": "01", "cashback_balance": 0},
    {"phone": "998901112233", "password": "own", "first_name": "Aygul", "last_name": "N", "cashback_balance": 6520}]})";

} // namespace engine::store
