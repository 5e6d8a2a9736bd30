#pragma once
// The one door between the UI thread and the engine. Intents go in, views come out; neither side waits for the other.
#include "engine/base/secret.h"
#include "engine/catalog/catalog.h"
#include "engine/checkout/intent.h"
#include "engine/checkout/view/view.h"

namespace engine {

class Gate {
public:
  virtual ~Gate() = default;
  /// From the UI thread. Refused intents change nothing (the engine logs them).
  virtual void send(Intent intent) = 0;
  /// Intents that carry a secret: SubmitCard.
  virtual void send_card(CardSecret card) = 0;
  /// SubmitCode (SMS code), SignIn (password), StaffLogin (PIN).
  virtual void send_secret(Intent intent, SecretBuffer secret) = 0;
  /// The newest view; never null. Any thread.
  [[nodiscard]] virtual ViewPtr view() const = 0;
  /// The newest catalogue; never null (empty before the first copy). Any thread.
  [[nodiscard]] virtual CatalogPtr catalog() const = 0;
  /// `wake` is called on the I/O thread after each new view or catalogue (it posts an SDL event). At any time, from any thread but within `wake`
  /// itself; once it returns, the old one is not called any more.
  virtual void on_change(std::function<void()> wake) = 0;
};

} // namespace engine
