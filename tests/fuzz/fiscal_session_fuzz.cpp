// The fiscal module's session with receipts to register, under anything that a module may answer: one outcome
// a request, a receipt goes out no more often than the module refused it, looking for one registers nothing,
// and in the end there is always an outcome.
#include "devices/fiscal/fiscal_session.h"
#include "engine/base/log.h"
#include "tests/fuzz/wire.h"
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

constexpr std::string_view zreport =
    R"({"success":true,"data":{"number":7,"count":7,"total_sale_count":20,"total_refund_count":1,"terminal_id":"UZ1","open_time":"2026-11-22 08:00:00","close_time":""}})";
constexpr std::string_view info =
    R"({"success":true,"data":{"terminal_id":"UZ1","current_time":"2026-11-18 16:06:40","last_operation_time":"2026-11-18 16:00:00"}})";
constexpr std::string_view sign =
    R"({"success":true,"data":{"terminal_id":"UZ1","receipt_count":"123","date_time":"20261118160640","fiscal_sign":"012345678901","qr_url":"https://ofd.soliq.uz/check?t=UZ1&r=123&c=20261118160640&s=012345678901"}})";

class Line {
public:
  Line(Edition edition, Carrier carrier)
      : session_(settings(edition, carrier), [this] { return engine::WallTime{1'795'000'000'400 + now_.time_since_epoch().count()}; }),
        wire_(session_, now_, false, [this](const Bytes& bytes) { sent(bytes); }) {}
  fuzz::Wire& wire() { return wire_; }
  void answer(int status, std::string_view body) {
    const auto text =
        fmt::format("HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
    wire_.say({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  /// The answer of a faultless module to the last request, or the late answer to the request before it.
  void answer_properly(bool late) { answer(200, late ? asked_before_ : asked_); }
  void ask(bool find) {
    if (open_requests_ + ended_requests_ == 16) return;
    const engine::FiscalCounters before{.shift_number = 7, .sale_count = 20, .refund_count = 1, .shift_open = true};
    const auto number = ++number_;
    ++open_requests_;
    if (!find) ++may_register_;
    auto reply = [this, ended = std::make_shared<bool>(false)](const engine::Outcome<engine::FiscalResult>&) {
      fuzz::require(!std::exchange(*ended, true), "a request has one outcome");
      --open_requests_;
      ++ended_requests_;
    };
    if (find) session_.find_sale(sale(number), before, reply);
    else session_.register_sale(sale(number), before, reply);
    session_.on_time(now_);
    wire_.carry();
  }
  void finish() {
    for (int minutes = 0; minutes < 240 && open_requests_ > 0; ++minutes) {
      wire_.open();
      wire_.pass(std::chrono::minutes{1});
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
  void sent(const Bytes& bytes) {
    const std::string_view out{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    fuzz::require(out.size() <= 16 * 1024, "a request is bounded");
    if (out.find("/order/create/") != std::string_view::npos) ++creates_;
    if (!out.empty()) asked_before_ = std::exchange(asked_, asked_for(out));
    fuzz::require(out.find("/order/refuse/") == std::string_view::npos, "nobody asked for a refund");
    // Once, and again after each of the two refusals whose reason can be removed: a closed shift, the time.
    fuzz::require(creates_ <= 3 * may_register_, "a receipt goes out once, and again only after a refusal that can be mended");
  }
  static std::string_view asked_for(std::string_view request) {
    if (request.find("/zreport/") != std::string_view::npos) return zreport;
    if (request.find("/order/") != std::string_view::npos) return sign;
    return info;
  }

  engine::Instant now_{};
  FiscalSession session_;
  fuzz::Wire wire_;
  std::string_view asked_ = info;        ///< the right answer to the last request
  std::string_view asked_before_ = info; ///< and the one before it
  int open_requests_ = 0;
  int ended_requests_ = 0;
  int may_register_ = 0;
  int creates_ = 0;
  std::int64_t number_ = 100;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  fuzz::Script script(data, size);
  const auto kind = script.byte();
  Line line(kind % 2 == 0 ? Edition::y2023 : Edition::y2026, kind % 4 < 2 ? Carrier::tcp : Carrier::serial);
  auto& wire = line.wire();
  wire.open();
  for (int steps = 0; !script.over() && steps < 600; ++steps) {
    switch (script.byte() % 15) {
    case 0: wire.say(script.bytes(script.byte())); break;
    case 1: wire.pass(Millis{script.byte() * 100}); break;
    case 2: line.ask(false); break;
    case 3: line.ask(true); break;
    case 4: wire.close(); break;
    case 5: line.answer(500, ""); break;
    case 6: line.answer(200, info); break;
    case 7: line.answer(200, zreport); break;
    case 8: line.answer(200, sign); break;
    case 9: line.answer(200, fmt::format(R"({{"success":false,"error":{{"code":{},"message":"no"}}}})", script.byte())); break;
    case 10: {
      const auto body = script.bytes(script.byte());
      line.answer(200, fuzz::text_of(body.data(), body.size()));
      break;
    }
    case 12: // after all limits
      wire.pass(Millis{script.byte() * 400});
      line.answer_properly(true);
      break;
    case 13:
    case 14:
      line.answer_properly(false);
      wire.pass(Millis{50});
      break;
    default: wire.pass(Millis{1'000});
    }
    wire.open();
  }
  line.finish();
  return 0;
}
