#pragma once
// One frame of the kiosk as a screen sees it: the things to draw (view, catalogue, words, theme), the place (canvas, zones), the
// person's actions (taps, typed text), and the way for the requests that follow from them. Immediate mode: widgets are functions that take
// the Ui, draw, register themselves as nodes and return what happened.
//
// Hit testing uses the nodes of the frame that the person saw: a press goes to the topmost node of the last frame, so a
// sheet that covers a button also covers it for the finger. `name` is both the automation name and the identity.
//
// Threading: UI thread. Ownership: the app owns it; screens get a reference for the length of draw().
#include "engine/base/time.h"
#include "engine/checkout/view/gate.h"
#include "engine/ports/words.h"
#include "kiosk/design/canvas.h"
#include "kiosk/widgets/navigation.h"
#include "kiosk/widgets/node.h"
#include "kiosk/widgets/typed_text.h"
#include "kiosk/widgets/zones.h"
#include <fmt/core.h>
#include <functional>
#include <unordered_map>

namespace kiosk {

class Images;

/// The four modes for everyone. Kept for one visit; the next customer starts with the defaults.
struct Accessibility {
  bool large_text = false;
  bool high_contrast = false;
  bool reach = false;  ///< everything in the lower part of the screen, see reach_scale()
  bool spoken = false; ///< the host gives the label of the focused node to the speaker of AppConfig
  /// Reach mode draws the layout of the large text smaller. So letters keep their usual size and a portrait layout keeps the
  /// screen's whole width. Together with large text the letters stay larger, and the upper edge comes down less.
  [[nodiscard]] bool large_layout() const { return large_text || reach; }
  [[nodiscard]] float reach_scale() const { return !reach ? 1.0F : large_text ? 0.84375F : 0.75F; }
  friend bool operator==(const Accessibility&, const Accessibility&) = default;
};

/// `alone` follows an Enter or Escape a moment later, when it is certain that no scanner sent that key.
enum class ActionKey { tab, shift_tab, enter, escape, up, down, left, right, alone };

/// The input since the last frame; the app fills one edge (press or release) at a time, so none is lost.
struct Input {
  Point pointer; ///< layout units
  bool down = false;
  bool pressed = false; ///< the edge
  bool released = false;
  float wheel = 0; ///< notches, up positive
  TypedText typed; ///< from a physical keyboard; '\b' backspace
  std::vector<ActionKey> keys;
};

struct NodeSpec {
  std::string_view name;
  Role role = Role::button;
  Rect rect;
  std::string_view label = {};
  std::string_view value = {};
  bool enabled = true;
  bool is_default = false;
  bool is_cancel = false;
  bool stop = true; ///< the keyboard's focus stops here; false for a hidden node and for the ground of a control
  bool own_enter = false;
  bool moves_money = false; ///< answers a question about money or goods: a key counts only with ActionKey::alone
  std::optional<std::size_t> length = {};
  std::string_view types = {};
  float radius = metrics::radius_small;
};

struct Response {
  NodeId id = 0;
  bool pressed = false; ///< the finger is on it now
  bool clicked = false; ///< a tap ended on it, or Enter
  bool focused = false; ///< has the keyboard's focus (the ring is drawn by the Ui)
  explicit operator bool() const { return clicked; }
};

enum class ScrollAxis { down, sideways };

class Ui {
public:
  struct Sources {
    engine::Gate* gate = nullptr;
    const engine::Words* words = nullptr;
    Images* images = nullptr;
  };
  Ui(Canvas& canvas, Sources sources);

  // The things to draw.
  [[nodiscard]] Canvas& canvas() const { return canvas_; }
  [[nodiscard]] const Theme& theme() const { return theme_; }
  [[nodiscard]] const Palette& colors() const { return theme_.colors; }
  [[nodiscard]] const engine::View& view() const { return *view_; }
  [[nodiscard]] const engine::ViewPtr& view_ptr() const { return view_; }
  [[nodiscard]] const engine::Catalog& catalog() const { return *catalog_; }
  [[nodiscard]] const engine::CatalogPtr& catalog_ptr() const { return catalog_; }
  [[nodiscard]] engine::Language language() const { return view_->language; }
  [[nodiscard]] const engine::Words& words() const { return *sources_.words; }
  [[nodiscard]] Images& images() const { return *sources_.images; }
  [[nodiscard]] engine::Instant now() const { return now_; }
  [[nodiscard]] engine::WallTime wall() const { return wall_; }
  [[nodiscard]] const Zones& zones() const { return zones_; }
  [[nodiscard]] bool landscape() const { return zones_.landscape; }
  /// The layout of large letters: what the customer chose; staff mode keeps its own sizes.
  [[nodiscard]] bool large_text() const { return accessibility_.large_layout() && !(view_ && view_->staff.logged_in); }
  [[nodiscard]] Accessibility& accessibility() { return accessibility_; }

  // The requests that follow.
  void send(engine::Intent intent) { sources_.gate->send(std::move(intent)); }
  [[nodiscard]] engine::Gate& gate() const { return *sources_.gate; }
  [[nodiscard]] Navigation& nav() { return nav_; }
  /// A toast of the screen's own (the view's toasts are shown by the host).
  void toast(std::string_view text) {
    local_toast_ = text;
    local_toast_at_ = now_;
  }

  // Nodes and their events. Every interactive or valued thing on a screen is registered.
  Response node(const NodeSpec& spec);
  /// A value for automation and tests: not interactive.
  void value(std::string_view name, const Rect& rect, std::string_view label, std::string_view value);
  /// Everything registered before is out of reach (under a scrim).
  void barrier();
  /// A draggable area; returns the offset to draw its content at (0 and above). `content` is the height (sideways: the
  /// width) of the whole.
  float scroll(std::string_view name, const Rect& area, float content, ScrollAxis axis = ScrollAxis::down);
  void scroll_to(std::string_view name, float offset);

  // Text fields: one field has the caret and gets what is typed, on the screen's keys or on real ones.
  [[nodiscard]] NodeId text_focus() const { return text_focus_; }
  /// This field gets the text that is typed now.
  [[nodiscard]] bool has_caret(NodeId id) const { return text_focus_ == id && !passive_; }
  void focus_text(std::string_view name) { text_focus_ = node_id(name); }
  void drop_text_focus() { text_focus_ = 0; }
  /// The typed text, for the field with the caret. Consume it with clear().
  [[nodiscard]] TypedText& typed() { return typed_; }

  // Movement. A frame is drawn again only while something asks for it.
  /// Moves towards `target` over `ms`, ease-out; starts there the first time.
  float ease(std::string_view name, float target, int ms);
  void draw_again_at(engine::Instant when) { next_frame_ = std::min(next_frame_, when); }
  void draw_again_in(int ms) { draw_again_at(now_ + engine::Millis{ms}); }
  void draw_again() { draw_again_at(now_); }

  /// Shift and script of the on-screen keyboard; kept between frames.
  struct KeyboardState {
    bool shift = false;
    bool other_script = false;
  };
  [[nodiscard]] KeyboardState& keyboard_state() { return keyboard_; }

  // For the app.
  struct Frame {
    engine::ViewPtr view;
    engine::CatalogPtr catalog;
    engine::Instant now;
    engine::WallTime wall;
    Zones zones;
    Theme theme;
  };
  void begin(const Frame& frame, const Input& input);
  /// Draws the focus ring and closes the frame's tree. Typed text is wiped.
  void end();
  [[nodiscard]] const std::vector<Node>& nodes() const { return last_nodes_; } ///< of the last finished frame
  [[nodiscard]] engine::Instant next_frame() const { return next_frame_; }
  [[nodiscard]] NodeId focus() const { return focus_; }
  [[nodiscard]] bool focus_visible() const { return focus_visible_; }
  void set_focus(NodeId id, bool visible) { focus_ = id, focus_visible_ = visible; }
  /// Drops press, focus, caret and movement: for a new screen.
  void reset_interaction();
  struct LocalToast {
    std::string_view text;
    engine::Instant at;
  };
  [[nodiscard]] LocalToast local_toast() const { return {local_toast_, local_toast_at_}; }
  void clear_local_toast() { local_toast_.clear(); }
  /// Switches off the interaction of everything that is drawn next (the screen under a sheet, a screen sliding out).
  void set_passive(bool passive) { passive_ = passive; }

private:
  struct Movement {
    float from = 0, to = 0;
    engine::Instant start;
    int ms = 0;
  };
  struct ScrollState {
    float offset = 0, velocity = 0, grabbed_at = 0;
    bool touched = false;
    float limit = 0;
    bool sideways = false;
  };
  void handle_pointer(const Input& input);
  void handle_keys(const Input& input);
  void run_scrolls();
  void click(const Node& node);

  Canvas& canvas_;
  Sources sources_;
  Theme theme_;
  Zones zones_;
  engine::ViewPtr view_;
  engine::CatalogPtr catalog_;
  engine::Instant now_{}, last_now_{}, next_frame_ = engine::Instant::max();
  engine::WallTime wall_;
  Accessibility accessibility_;
  Navigation nav_;
  std::vector<Node> nodes_, last_nodes_;
  NodeId active_ = 0, clicked_ = 0, focus_ = 0, text_focus_ = 0;
  NodeId pressed_by_key_ = 0; ///< a node that moves money and waits for ActionKey::alone
  bool focus_visible_ = false, passive_ = false;
  TypedText typed_;
  NodeId scroll_grab_ = 0;
  bool scrolling_ = false;
  Point press_at_, last_pointer_;
  std::unordered_map<NodeId, Movement> movements_;
  std::unordered_map<NodeId, ScrollState> scrolls_;
  KeyboardState keyboard_;
  std::string local_toast_;
  engine::Instant local_toast_at_{};
};

/// The sentence in the customer's language; the English text is the id (xgettext keyword tr:2).
inline std::string_view tr(const Ui& ui, std::string_view msgid) { return ui.words().text(ui.language(), msgid); }

std::string format_words(std::string_view translated, std::string_view msgid, fmt::format_args args);
/// As tr, with `{}` filled in (xgettext keyword trf:2). A translation with wrong places falls back to the English text.
template <class... Args> std::string trf(const Ui& ui, std::string_view msgid, const Args&... args) {
  return format_words(tr(ui, msgid), msgid, fmt::make_format_args(args...));
}

} // namespace kiosk
