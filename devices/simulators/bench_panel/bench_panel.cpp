#include "devices/simulators/bench_panel/bench_panel.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <imgui.h>

namespace devices::sim {
namespace {

namespace json = boost::json;

constexpr std::array notes{1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
constexpr std::size_t lines_kept = 60, longest_line = 300;

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->get_string());
  return json::serialize(*value);
}

bool good(const json::object& answer) {
  const auto* ok = answer.if_contains("ok");
  return ok != nullptr && ok->is_bool() && ok->get_bool();
}

std::string grouped(int number) {
  auto digits = std::to_string(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), " ");
  return digits;
}

/// The next item stays on this line while there is room for it.
void flow(const char* next_label) {
  const auto& style = ImGui::GetStyle();
  const float width = ImGui::CalcTextSize(next_label).x + style.FramePadding.x * 2;
  if (ImGui::GetItemRectMax().x + style.ItemSpacing.x + width < ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x) ImGui::SameLine();
}

} // namespace

void BenchPanel::say(std::string line, bool wrong) {
  if (line.size() > longest_line) line.resize(longest_line);
  said_.push_front({std::move(line), wrong});
  if (said_.size() > lines_kept) said_.pop_back();
}

void BenchPanel::send(const char* device, json::object request) {
  const auto name = std::string(device) + " " + text_of(request, "do");
  request["device"] = device;
  client_.ask(std::move(request), [this, name](const json::object& answer) {
    if (!good(answer)) return say(name + ": " + text_of(answer, "error"), true);
    auto rest = answer;
    rest.erase("ok");
    say(name + (rest.empty() ? ": done" : ": " + json::serialize(rest)), false);
  });
}

void BenchPanel::command(const char* label, const char* device, const char* what, const char* tip) {
  flow(label);
  ImGui::PushID(device);
  ImGui::PushID(what);
  if (ImGui::Button(label)) simple(device, what);
  if (tip != nullptr && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", tip);
  ImGui::PopID();
  ImGui::PopID();
}

void BenchPanel::refresh() {
  if (client_.waiting() > 4) return; // the bench is slow or gone: no heap of questions
  client_.ask({{"device", "printer"}, {"do", "state"}}, [this](const json::object& answer) {
    printer_state_ = good(answer) ? text_of(answer, "state") : text_of(answer, "error");
    const auto* count = answer.if_contains("papers");
    const auto papers = count != nullptr && count->is_number() ? count->to_number<std::int64_t>() : -1;
    if (papers == papers_ || papers < 0) return;
    papers_ = papers;
    client_.ask({{"device", "printer"}, {"do", "truth"}}, [this](const json::object& truth) { paper_came(truth); });
  });
  client_.ask({{"device", "cash"}, {"do", "truth"}}, [this](const json::object& answer) {
    const auto* truth = answer.if_contains("truth");
    cash_state_ = truth != nullptr && truth->is_object() ? text_of(truth->get_object(), "state") : text_of(answer, "error");
  });
  client_.ask({{"device", "store"}, {"do", "last_code"}}, [this](const json::object& answer) {
    if (!good(answer)) return;
    const auto found = text_of(answer, "code");
    code_ = found.empty() ? "none sent yet" : found;
  });
}

void BenchPanel::paper_came(const json::object& answer) {
  const auto* truth = answer.if_contains("truth");
  if (truth == nullptr || !truth->is_object()) return;
  const auto* papers = truth->get_object().if_contains("papers");
  if (papers == nullptr || !papers->is_array() || papers->get_array().empty()) return;
  const auto& newest = papers->get_array().back();
  if (!newest.is_object()) return;
  shown_png_ = text_of(newest.get_object(), "png");
  picture_ = window_.load_picture(shown_png_);
}

void BenchPanel::cash() {
  ImGui::TextDisabled("Note acceptor: %s", cash_state_.c_str());
  ImGui::TextUnformatted("Insert a note (so'm)");
  for (const int note : notes) {
    const auto label = grouped(note);
    if (note != notes.front()) flow(label.c_str());
    if (ImGui::Button(label.c_str())) send("cash", {{"do", "insert"}, {"denomination", note}});
  }
  ImGui::NewLine();
  ImGui::SameLine(0, 0);
  command("Pull the note back", "cash", "pull_back");
  command("Reject the next note", "cash", "reject");
  command("Second note behind it", "cash", "second_note");
  command("Take the second back", "cash", "take_second_back");
  command("Jam", "cash", "jam");
  command("Unjam", "cash", "unjam");
  command("Cassette out", "cash", "cassette_out");
  command("Cassette in", "cash", "cassette_in");
  command("Cut its line", "cash", "unplug");
  command("Mend its line", "cash", "plug");
  command("Power off", "cash", "power_cut");
  command("Power on", "cash", "power_on");
}

void BenchPanel::printer() {
  ImGui::TextDisabled("Printer: %s", printer_state_.c_str());
  ImGui::NewLine();
  ImGui::SameLine(0, 0);
  command("Paper out", "printer", "paper_out");
  command("New roll", "printer", "paper_in");
  command("Nearly out", "printer", "near_end");
  command("Tear off", "printer", "tear");
  command("Take the slip", "printer", "take_ticket");
  command("Open cover", "printer", "cover_open");
  command("Close cover", "printer", "cover_close");
  command("Block the knife", "printer", "cutter_error");
  command("Free the knife", "printer", "cutter_clear");
  command("Cut its line", "printer", "unplug");
  command("Mend its line", "printer", "plug");
}

void BenchPanel::fiscal() {
  ImGui::NewLine();
  ImGui::SameLine(0, 0);
  command("Take it down", "fiscal", "down");
  command("Bring it up", "fiscal", "up");
  command("Close its shift", "fiscal", "shift_close", "behind the kiosk's back");
  command("No tax server", "fiscal", "offline");
  command("All receipts sent", "fiscal", "sent");
  command("Memory full", "fiscal", "memory_full");
  command("Answer lost once", "fiscal", "silent_after", "it registers and says nothing");
  command("End its faults", "fiscal", "calm");
}

void BenchPanel::store() {
  ImGui::TextUnformatted("SMS code:");
  ImGui::SameLine();
  ImGui::TextColored({0.04F, 0.37F, 0.36F, 1}, "%s", code_.c_str());
  ImGui::NewLine();
  ImGui::SameLine(0, 0);
  command("Read the SMS code", "store", "last_code");
  command("Take it down", "store", "down");
  command("Bring it up", "store", "up");
  command("Drop the orders line", "store", "drop_socket");
  command("Lose an order's answer", "store", "no_answer_create");
  command("Lose a payment's answer", "store", "no_answer_pay");
  command("Refuse a payment", "store", "fail_pay", "as for no money");
}

void BenchPanel::scanner() {
  ImGui::SetNextItemWidth(260);
  const bool entered = ImGui::InputText("##code", barcode_.data(), barcode_.size(), ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::SameLine();
  if (ImGui::Button("Scan") || entered) send("scanner", {{"do", "scan"}, {"code", barcode_.data()}});
  command("Cut its line", "scanner", "unplug");
  command("Mend its line", "scanner", "plug");
}

void BenchPanel::any_command() {
  ImGui::SetNextItemWidth(100);
  ImGui::InputText("##device", any_device_.data(), any_device_.size());
  ImGui::SameLine();
  ImGui::SetNextItemWidth(-80);
  const bool entered = ImGui::InputText("##request", any_request_.data(), any_request_.size(), ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::SameLine();
  if (!ImGui::Button("Send") && !entered) return;
  boost::system::error_code error;
  auto request = json::parse(any_request_.data(), error);
  if (error || !request.is_object()) return say("this is no JSON object", true);
  send(any_device_.data(), std::move(request.get_object()));
}

void BenchPanel::answers() {
  ImGui::BeginChild("answers", {0, 0}, true);
  for (const auto& line : said_) {
    ImGui::PushStyleColor(ImGuiCol_Text, line.wrong ? ImVec4{0.69F, 0.2F, 0.11F, 1} : ImVec4{0.2F, 0.2F, 0.2F, 1});
    ImGui::TextWrapped("%s", line.text.c_str());
    ImGui::PopStyleColor();
  }
  ImGui::EndChild();
}

void BenchPanel::paper() {
  ImGui::BeginChild("paper", {0, 0}, true);
  if (picture_.texture == 0) {
    ImGui::TextDisabled("%s", shown_png_.empty() ? "Nothing has been printed yet." : "The picture of the paper cannot be read.");
  } else {
    const float width = std::min(ImGui::GetContentRegionAvail().x, static_cast<float>(picture_.width));
    const float height = width * static_cast<float>(picture_.height) / static_cast<float>(picture_.width);
    ImGui::TextDisabled("%s", shown_png_.c_str());
    ImGui::Image(reinterpret_cast<ImTextureID>(picture_.texture), {width, height});
  }
  ImGui::EndChild();
}

void BenchPanel::draw() {
  const auto& io = ImGui::GetIO();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(io.DisplaySize);
  ImGui::Begin("bench", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBringToFrontOnFocus);
  const float right = std::min(460.0F, io.DisplaySize.x * 0.42F);
  ImGui::BeginChild("left", {ImGui::GetContentRegionAvail().x - right - 12, 0});
  const auto section = [&](const char* name, void (BenchPanel::*part)()) {
    if (ImGui::CollapsingHeader(name, ImGuiTreeNodeFlags_DefaultOpen)) (this->*part)();
  };
  section("Cash", &BenchPanel::cash);
  section("Receipt printer", &BenchPanel::printer);
  section("Store", &BenchPanel::store);
  section("Scanner", &BenchPanel::scanner);
  section("Fiscal module", &BenchPanel::fiscal);
  section("Any command", &BenchPanel::any_command);
  answers();
  ImGui::EndChild();
  ImGui::SameLine();
  ImGui::BeginChild("right", {0, 0});
  ImGui::TextUnformatted("The newest paper");
  paper();
  ImGui::EndChild();
  ImGui::End();
}

} // namespace devices::sim
