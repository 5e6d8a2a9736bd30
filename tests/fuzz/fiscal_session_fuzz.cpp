// The fiscal module's session with receipts to register, under anything that a module may answer: one outcome
// a request, a receipt goes out no more often than the module refused it, looking for one registers nothing,
// and in the end there is always an outcome.
#include "devices/fiscal/fiscal_session.h"
#include "engine/base/log.h"
#include "tests/fuzz/fuzz.h"
#include <fmt/format.h>

namespace {

using namespace devices::fiscal;
using devices::Bytes;
using engine::Millis;
using engine::Money;

engine::FiscalSale sale(std::int64_t number) {
  engine::FiscalLine tea;
  tea.name = "Shay";
  tea.barcode = "4780000000007";
  tea.amount = engine::Quantity::pieces(1);
  tea.unit_name = "dona";
  tea.price = tea.product_price = Money::som(11'200);
  tea.vat_percent = 12;
  tea.vat = Money::som(1'200);
  tea.class_code = "04811001001000000";
  tea.package_code = "1431970";
  engine::FiscalSale sale;
  sale.number = number;
  sale.lines = {tea};
  sale.cashier = "Kiosk 01";
  sale.received_cash = tea.price;
  return sale;
}

class Line {
public:
  Line(Edition edition, Carrier carrier)
      : session_(settings(edition, carrier),
                 [this] { return engine::WallTime{1'795'000'000'400 + now_.time_since_epoch().count()}; }) {
    carry();
  }
  void connect() {
    if (open_) return;
    open_ = true;
    session_.on_open(now_);
    carry();
  }
  void close() {
    if (open_) session_.on_closed(now_, "closed");
    open_ = false;
    carry();
  }
  void say(std::span<const std::uint8_t> bytes) {
    if (!open_) return;
    session_.on_bytes(now_, bytes);
    carry();
  }
  void answer(int status, std::string_view body) {
    const auto text =
        fmt::format("HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
                    body.size(), body);
    say({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  void ask(bool find) {
    if (open_requests_ + ended_requests_ == 4) return;
    const engine::FiscalCounters before{
        .shift_number = 7, .sale_count = 20, .refund_count = 1, .shift_open = true};
    const auto number = ++number_;
    ++open_requests_;
    if (!find) ++may_register_;
    auto reply = [this, ended = std::make_shared<bool>(false)](const engine::Outcome<engine::FiscalResult>&) {
      fuzz::require(!std::exchange(*ended, true), "a request has one outcome");
      --open_requests_;
      ++ended_requests_;
    };
    if (find)
      session_.find_sale(sale(number), before, reply);
    else
      session_.register_sale(sale(number), before, reply);
    wake();
  }
  void pass(Millis time) {
    const auto end = now_ + time;
    for (int steps = 0;; ++steps) {
      const auto next = session_.deadline();
      if (!next || *next > end) break;
      fuzz::require(steps < 20'000, "deadlines advance");
      now_ = std::max(now_, *next);
      session_.on_time(now_);
      carry();
    }
    now_ = end;
  }
  void finish() {
    for (int minutes = 0; minutes < 60 && open_requests_ > 0; ++minutes) {
      connect();
      pass(std::chrono::minutes{1});
    }
    fuzz::require(open_requests_ == 0, "every request has an outcome in the end");
  }

private:
  static FiscalSettings settings(Edition edition, Carrier carrier) {
    FiscalSettings settings;
    settings.edition = edition;
    settings.carrier = carrier;
    settings.cashier = "Kiosk 01";
    return settings;
  }
  void wake() {
    session_.on_time(now_);
    carry();
  }
  void carry() {
    const auto bytes = session_.take_output();
    const std::string_view out{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    fuzz::require(out.size() <= 16 * 1024, "a request is bounded");
    if (out.find("/order/create/") != std::string_view::npos) {
      fuzz::require(open_, "nothing is sent on a closed line");
      ++creates_;
    }
    fuzz::require(out.find("/order/refuse/") == std::string_view::npos, "nobody asked for a refund");
    // Once, and again after each of the two refusals whose reason can be removed: a closed shift, the time.
    fuzz::require(creates_ <= 3 * may_register_,
                  "a receipt goes out once, and again only after a refusal that can be mended");
    if (session_.take_close_request() && open_) {
      open_ = false;
      session_.on_closed(now_, "closed as asked");
      carry();
    }
  }

  engine::Instant now_{};
  FiscalSession session_;
  bool open_ = false;
  int open_requests_ = 0;
  int ended_requests_ = 0;
  int may_register_ = 0;
  int creates_ = 0;
  std::int64_t number_ = 100;
};

constexpr std::string_view zreport =
    R"({"success":true,"data":{"number":7,"count":7,"total_sale_count":20,"total_refund_count":1,"terminal_id":"UZ1","open_time":"2026-11-22 08:00:00","close_time":""}})";
constexpr std::string_view info =
    R"({"success":true,"data":{"terminal_id":"UZ1","current_time":"2026-11-18 16:06:40","last_operation_time":"2026-11-18 16:00:00"}})";
constexpr std::string_view sign =
    R"({"success":true,"data":{"terminal_id":"UZ1","receipt_count":"123","date_time":"20261118160640","fiscal_sign":"012345678901","qr_url":"https://ofd.soliq.uz/check?t=UZ1&r=123&c=20261118160640&s=012345678901"}})";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  fuzz::Script script(data, size);
  const auto kind = script.byte();
  Line line(kind % 2 == 0 ? Edition::y2023 : Edition::y2026, kind % 4 < 2 ? Carrier::tcp : Carrier::serial);
  line.connect();
  for (int steps = 0; !script.over() && steps < 100; ++steps) {
    switch (script.byte() % 12) {
    case 0:
      line.say(script.bytes(script.byte()));
      break;
    case 1:
      line.pass(Millis{script.byte() * 100});
      break;
    case 2:
      line.ask(false);
      break;
    case 3:
      line.ask(true);
      break;
    case 4:
      line.close();
      break;
    case 5:
      line.answer(500, "");
      break;
    case 6:
      line.answer(200, info);
      break;
    case 7:
      line.answer(200, zreport);
      break;
    case 8:
      line.answer(200, sign);
      break;
    case 9:
      line.answer(200,
                  fmt::format(R"({{"success":false,"error":{{"code":{},"message":"no"}}}})", script.byte()));
      break;
    case 10: {
      const auto body = script.bytes(script.byte());
      line.answer(200, fuzz::text_of(body.data(), body.size()));
      break;
    }
    default:
      line.pass(Millis{1'000});
    }
    line.connect();
  }
  line.finish();
  return 0;
}
