#pragma once
// A fiscal module as strict as its documents: checks every field, type and sum of a request, keeps shift,
// counters, receipts and clock, and answers in the dress of either edition and error generation. Written from
// the documents alone: it shares no code with devices/fiscal.
//
// No I/O: requests in, answers out; FiscalWire puts HTTP around it, FiscalServer carries it.
// Threading: one thread.
#include "devices/simulators/fiscal/fiscal_faults.h"
#include "devices/simulators/simulator.h"
#include "engine/base/time.h"
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace devices::sim {

struct FiscalModelSettings {
  bool edition_2026 = false;
  bool new_errors = false;                                                          ///< the newer generation of error codes
  enum class Wrapped { as_documented, all, none } wrapped = Wrapped::as_documented; ///< answers inside "result"
  bool zero_error = false;                                                          ///< success says {"code":0,...} instead of null
  enum class Missing { html, json, silence } missing = Missing::html;               ///< the answer of a page that is not there
  /// How /order/last/ tells a receipt otherwise than it was sent.
  struct Echo {
    bool cash_with_change = false; ///< received_cash with the change in it
    bool change_left_out = false;
    bool wallet_elsewhere = false; ///< a wallet's sum as received_ecash
    bool kind_left_out = false;    ///< no isRefund
    bool own_number = false;       ///< the receipt's number among all of the module's
  } echo;
  bool other_address = false; ///< the QR leads to a page of the module's maker and carries no field
  std::string told_address;   ///< told as qr_url instead of the receipt's own: somebody sits on the wire. Empty: nobody
  std::string terminal_id = "UZ170703100189";
  std::int64_t receipt_capacity = 858;
  std::int64_t shift_capacity = 832;
};

struct SimRequest {
  std::string method;
  std::string path;
  std::map<std::string, std::string> query;
  std::string body;
  std::int64_t sent_number = 0; ///< of a receipt that the line damaged: the number that was sent; else 0
  bool damaged = false;         ///< a byte of it was changed or lost on the line
  [[nodiscard]] bool registers() const { return path == "/order/create/" || path == "/order/refuse/"; }
};
struct SimAnswer {
  int status = 200; ///< 0: it says nothing at all
  std::string content_type = "application/json";
  std::string body;
};

/// An answer's error in this module's terms; built by the checks.
struct SimError {
  std::int64_t code = 0;
  std::string message;
  std::string data;
};

struct SimReceipt {
  bool refund = false;
  std::int64_t receipt_seq = 0;
  std::int64_t number = 0;
  std::string receipt_type;
  std::string time;      ///< as the till sent it
  std::string date_time; ///< YYYYMMDDHHMMSS
  std::string fiscal_sign;
  std::string qr_url;
  std::string sale_qr_url; ///< of a refund
  std::int64_t cash = 0, card = 0, change = 0, vat = 0;
  bool exact = true;            ///< lines and payment met to the tiyin
  std::int64_t sent_number = 0; ///< as in SimRequest
  int told = 0;                 ///< how often /order/last/ was answered with it
  std::vector<std::string> labels;
  boost::json::object request;
};

class FiscalModel final : public Simulator {
public:
  FiscalModel(FiscalModelSettings settings, std::function<engine::WallTime()> wall);

  SimAnswer handle(const SimRequest& request);

  boost::json::object command(const boost::json::object& request) override;
  [[nodiscard]] boost::json::object truth() const override;

  /// The report of the open shift, or of the last one.
  [[nodiscard]] std::int64_t sales_of_shift() const { return shift_.sale_count; }

  FiscalFaults faults;
  FiscalModelSettings settings;
  std::function<void()> on_faults_changed; ///< the server obeys down/up
  [[nodiscard]] const std::vector<SimReceipt>& receipts() const { return receipts_; }
  void log(const std::string& line) const {
    if (on_log) on_log(line);
  }

private:
  struct Command {
    const char* name;
    const char* help;
    boost::json::object (*run)(FiscalModel&, const boost::json::object& request);
  };
  static std::span<const Command> commands();
  boost::json::object set_down(bool down);

  struct Shift {
    std::int64_t number = 0;
    bool open = false;
    std::string open_time, close_time;
    std::int64_t first_seq = 0, last_seq = 0;
    std::int64_t sale_count = 0, sale_cash = 0, sale_card = 0, sale_vat = 0;
    std::int64_t refund_count = 0, refund_cash = 0, refund_card = 0, refund_vat = 0;
    [[nodiscard]] bool empty() const { return sale_count == 0 && refund_count == 0; }
  };
  /// Conditions that both generations of the module know, each under its own code.
  enum class Condition { not_open, already_open, shift_empty, time_past, no_cash, no_card, no_vat, receipts_full, shifts_full, total_zero };
  enum class During { order, open, close };

  [[nodiscard]] engine::WallTime now() const;
  [[nodiscard]] SimError condition(Condition what, During during) const;
  std::optional<SimError> check_time(const std::string& text, During during, std::int64_t& seconds) const;
  SimAnswer success(const std::string& path, boost::json::value data) const;
  SimAnswer refuse(const std::string& path, const SimError& error);
  [[nodiscard]] SimAnswer missing() const;
  SimAnswer handle_order(const SimRequest& request, bool refund);
  std::optional<SimError> check_refund(const SimReceipt& refund) const;
  SimAnswer register_receipt(SimReceipt receipt, std::int64_t seconds);
  SimAnswer handle_open(const SimRequest& request);
  SimAnswer handle_close(const SimRequest& request);
  void open_now(const std::string& time);
  void close_now(const std::string& time);
  [[nodiscard]] boost::json::object info() const;
  [[nodiscard]] boost::json::object report(const Shift& shift) const;
  SimAnswer handle_last();
  [[nodiscard]] std::string sign_of(const std::string& date_time) const;

  std::function<engine::WallTime()> wall_;
  Shift shift_;
  std::vector<Shift> closed_;
  std::vector<SimReceipt> receipts_;
  std::set<std::string> labels_out_; ///< marking codes sold and not taken back
  std::int64_t last_operation_s_ = 0;
  std::int64_t unsent_ = 0;
  std::int64_t copies_printed_ = 0;
  std::int64_t printed_ = 0;
  boost::json::array refusals_;
  bool damaged_ = false; ///< the request at hand
};

} // namespace devices::sim
