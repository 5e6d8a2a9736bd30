#pragma once
// One request and its answer over a line that may fail at any point. Says for certain only what is certain:
// `not_sent` when no byte of the request left, `lost` when some did and no whole answer came.
//
// Over TCP each request has a connection of its own, so an answer can only belong to its request. A serial
// line has no such fence. After a lost answer the line is closed and opened again, and an answer in the shape of
// another request's answer is thrown away as late. Threading: one thread at a time; no I/O, no clock
// (see devices/serial/wire_session.h).
#include "devices/fiscal/fiscal_json.h"
#include "devices/fiscal/http_codec.h"
#include "devices/serial/wire_session.h"

namespace devices::fiscal {

enum class Carrier { tcp, serial };

/// The form of the answer to a successful request.
enum class Shape { info, zreport, sign, opened, last, nothing };

struct ExchangeResult {
  enum class End {
    answered,   ///< an envelope of the module, success or error
    unreadable, ///< a whole HTTP answer without an envelope
    lost,       ///< sent, at least in part, and no whole answer
    not_sent,   ///< certainly not sent
  };
  End end = End::not_sent;
  int status = 0; ///< HTTP status; also set for a lost answer whose head came; otherwise 0
  Answer answer;
  std::string why; ///< English, unless answered

  [[nodiscard]] bool ok() const { return end == End::answered && answer.success; }
};

struct ExchangeSettings {
  Carrier carrier = Carrier::tcp;
  std::string host; ///< for the Host header
  engine::Millis connect_timeout{10'000};
  engine::Millis answer_timeout{30'000};
};

class Exchange {
public:
  explicit Exchange(ExchangeSettings settings);

  [[nodiscard]] bool busy() const { return phase_ != Phase::idle; }
  /// Begins an exchange; one at a time.
  void start(engine::Instant now, HttpRequest request, Shape shape);
  /// The end of the exchange; told once.
  std::optional<ExchangeResult> take_result();

  void on_open(engine::Instant now);
  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes);
  void on_closed(engine::Instant now, const std::string& why);
  void on_time(engine::Instant now);
  Bytes take_output();
  [[nodiscard]] std::optional<engine::Instant> deadline() const;
  bool take_close_request();
  [[nodiscard]] bool wants_open() const;
  [[nodiscard]] bool line_up() const { return line_up_; }

private:
  enum class Phase { idle, opening, answering };
  void send(engine::Instant now);
  void read();
  void take_answer(const HttpResponse& response);
  void finish(ExchangeResult result);
  void fail(std::string why);

  ExchangeSettings settings_;
  HttpReader reader_;
  Phase phase_ = Phase::idle;
  HttpRequest request_;
  Shape shape_ = Shape::nothing;
  std::string output_;
  bool sent_ = false;
  engine::Instant limit_{};
  std::optional<ExchangeResult> result_;
  bool line_up_ = false;
  bool used_ = false;  ///< TCP: this connection has carried its request
  bool close_ = false; ///< ask for the line to be closed
};

} // namespace devices::fiscal
