#include "devices/simulators/bench_panel/panel_window.h"

#include <SDL.h>
#include <SDL_opengl.h>
#include <backends/imgui_impl_opengl3.h>
#include <backends/imgui_impl_sdl.h>
#include <filesystem>
#include <imgui.h>
#include <stb_image.h>
#include <stdexcept>

namespace devices::sim {
namespace {

constexpr const char* font_file = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";
constexpr float font_pixels = 19;

} // namespace

struct PanelWindow::Impl {
  SDL_Window* window = nullptr;
  SDL_GLContext context = nullptr;
  GLuint picture = 0;
  bool open = true;
};

PanelWindow::PanelWindow(const char* title, int width, int height) : impl_(std::make_unique<Impl>()) {
  if (SDL_Init(SDL_INIT_VIDEO) != 0) throw std::runtime_error(std::string("no display: ") + SDL_GetError());
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  impl_->window = SDL_CreateWindow(title, 40, 40, width, height, SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE);
  if (impl_->window == nullptr) throw std::runtime_error(std::string("no window: ") + SDL_GetError());
  impl_->context = SDL_GL_CreateContext(impl_->window);
  if (impl_->context == nullptr) throw std::runtime_error(std::string("no OpenGL 3.3: ") + SDL_GetError());
  SDL_GL_SetSwapInterval(1);
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  auto& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  static constexpr ImWchar ranges[] = {0x0020, 0x024F, 0x02B0, 0x02FF, 0x0400, 0x052F, 0x2010, 0x2122, 0}; // Latin, Cyrillic, dashes
  if (std::filesystem::exists(font_file)) io.Fonts->AddFontFromFileTTF(font_file, font_pixels, nullptr, ranges);
  ImGui::StyleColorsLight();
  auto& style = ImGui::GetStyle();
  style.FrameRounding = 6, style.FramePadding = {12, 8}, style.ItemSpacing = {8, 8}, style.WindowPadding = {16, 12};
  style.FrameBorderSize = 1;
  ImGui_ImplSDL2_InitForOpenGL(impl_->window, impl_->context);
  ImGui_ImplOpenGL3_Init("#version 330 core");
}

PanelWindow::~PanelWindow() {
  if (impl_->picture != 0) glDeleteTextures(1, &impl_->picture);
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(impl_->context);
  SDL_DestroyWindow(impl_->window);
  SDL_Quit();
}

bool PanelWindow::begin_frame(int wait_ms) {
  SDL_Event event;
  if (SDL_WaitEventTimeout(&event, wait_ms) != 0) {
    do {
      ImGui_ImplSDL2_ProcessEvent(&event);
      const bool closed = event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_CLOSE;
      if (event.type == SDL_QUIT || closed) impl_->open = false;
    } while (SDL_PollEvent(&event) != 0);
  }
  if (!impl_->open) return false;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  ImGui::NewFrame();
  return true;
}

void PanelWindow::end_frame() {
  ImGui::Render();
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(impl_->window, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(1, 1, 1, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  SDL_GL_SwapWindow(impl_->window);
}

PanelPicture PanelWindow::load_picture(const std::string& path) {
  PanelPicture picture;
  int channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(stbi_load(path.c_str(), &picture.width, &picture.height, &channels, 4),
                                                         stbi_image_free);
  if (!pixels) return {};
  if (impl_->picture != 0) glDeleteTextures(1, &impl_->picture);
  glGenTextures(1, &impl_->picture);
  glBindTexture(GL_TEXTURE_2D, impl_->picture);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, picture.width, picture.height, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.get());
  picture.texture = impl_->picture;
  return picture;
}

} // namespace devices::sim
