#include "kiosk/app/window.h"
#include "kiosk/app/part_presenter.h"
#include "kiosk/app/png_file.h"
#include "kiosk/app/x_screen.h"
#include "kiosk/design/canvas_list.h"
#include <SDL.h>
#include <SDL_opengl.h>
#include <algorithm>
#include <backends/imgui_impl_opengl3.h>
#include <stdexcept>

namespace kiosk {
namespace {

/// The few GL calls of our own; the rest is ImGui's backend.
struct Gl {
  void (*gen_textures)(GLsizei, GLuint*);
  void (*delete_textures)(GLsizei, const GLuint*);
  void (*bind_texture)(GLenum, GLuint);
  void (*tex_parameter)(GLenum, GLenum, GLint);
  void (*tex_image)(GLenum, GLint, GLint, GLsizei, GLsizei, GLint, GLenum, GLenum, const void*);
  void (*tex_sub_image)(GLenum, GLint, GLint, GLint, GLsizei, GLsizei, GLenum, GLenum, const void*);
  void (*pixel_store)(GLenum, GLint);
  void (*gen_framebuffers)(GLsizei, GLuint*);
  void (*delete_framebuffers)(GLsizei, const GLuint*);
  void (*bind_framebuffer)(GLenum, GLuint);
  void (*framebuffer_texture)(GLenum, GLenum, GLenum, GLuint, GLint);
  GLenum (*check_framebuffer)(GLenum);
  void (*blit_framebuffer)(GLint, GLint, GLint, GLint, GLint, GLint, GLint, GLint, GLbitfield, GLenum);
  void (*read_pixels)(GLint, GLint, GLsizei, GLsizei, GLenum, GLenum, void*);
  void (*generate_mipmap)(GLenum);
  void (*disable)(GLenum);

  Gl() {
    load(gen_textures, "glGenTextures"), load(delete_textures, "glDeleteTextures"), load(bind_texture, "glBindTexture");
    load(tex_parameter, "glTexParameteri"), load(tex_image, "glTexImage2D"), load(tex_sub_image, "glTexSubImage2D");
    load(pixel_store, "glPixelStorei"), load(gen_framebuffers, "glGenFramebuffers"), load(delete_framebuffers, "glDeleteFramebuffers");
    load(bind_framebuffer, "glBindFramebuffer"), load(framebuffer_texture, "glFramebufferTexture2D");
    load(check_framebuffer, "glCheckFramebufferStatus"), load(blit_framebuffer, "glBlitFramebuffer");
    load(read_pixels, "glReadPixels"), load(generate_mipmap, "glGenerateMipmap"), load(disable, "glDisable");
  }

private:
  template <class Function> static void load(Function& function, const char* name) {
    function = reinterpret_cast<Function>(SDL_GL_GetProcAddress(name));
    if (function == nullptr) throw NoDisplay(std::string("the graphics driver lacks ") + name);
  }
};

} // namespace

struct Window::Impl {
  SDL_Window* window = nullptr;
  SDL_GLContext context = nullptr;
  ImGuiContext* imgui = nullptr;
  std::unique_ptr<Gl> gl;
  int width = 0, height = 0;
  GLuint target = 0, target_texture = 0, glyph_texture = 0;
  int glyph_height = 0;
  std::vector<std::unique_ptr<CanvasList>> cuts; ///< reused from frame to frame
  std::unique_ptr<PartPresenter> parts;          ///< null: every frame is swapped whole
  std::unique_ptr<XScreen> screen;               ///< null: a window manager makes the window fill the display
  bool drawing = false;                          ///< the backend has started

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { // also of a window that did not come to be: the next one begins from nothing
    screen.reset();
    if (drawing) ImGui_ImplOpenGL3_Shutdown();
    if (imgui != nullptr) ImGui::DestroyContext(imgui);
    if (context != nullptr) SDL_GL_DeleteContext(context);
    if (window != nullptr) SDL_DestroyWindow(window);
    SDL_Quit();
  }

  void make_target() {
    if (target != 0) gl->delete_framebuffers(1, &target), gl->delete_textures(1, &target_texture);
    gl->gen_textures(1, &target_texture);
    gl->bind_texture(GL_TEXTURE_2D, target_texture);
    gl->tex_image(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    gl->tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    gl->tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    gl->gen_framebuffers(1, &target);
    gl->bind_framebuffer(GL_FRAMEBUFFER, target);
    gl->framebuffer_texture(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target_texture, 0);
    if (gl->check_framebuffer(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) throw NoDisplay("no render target of the window's size");
  }

  /// The target's rectangle to the same place of the back buffer; y from the lower edge.
  void to_back(int x, int y, int w, int h) const {
    gl->blit_framebuffer(x, y, x + w, y + h, x, y, x + w, y + h, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  }

  void show(const std::vector<PixelRect>& rects) {
    gl->bind_framebuffer(GL_READ_FRAMEBUFFER, target);
    gl->bind_framebuffer(GL_DRAW_FRAMEBUFFER, 0);
    gl->disable(GL_SCISSOR_TEST);
    std::int64_t changed = 0;
    for (const auto& r : rects) changed += std::int64_t{r.w} * r.h;
    if (!parts || changed * 2 > std::int64_t{width} * height) { // copying most of it in parts is dearer than all at once
      to_back(0, 0, width, height);
      SDL_GL_SwapWindow(window);
      return;
    }
    for (const auto& r : rects) to_back(r.x, height - r.y - r.h, r.w, r.h);
    for (const auto& r : rects) parts->show(r.x, height - r.y - r.h, r.w, r.h);
  }
};

Window::Window(const WindowOptions& options) : impl_(std::make_unique<Impl>()) {
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0"); // a finger is a finger, not a mouse as well
  SDL_SetHint(SDL_HINT_MOUSE_AUTO_CAPTURE, "0");
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  if (options.fullscreen) XScreen::wake_displays(options.turn);
  if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0) throw NoDisplay(std::string("no display: ") + SDL_GetError());
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_STENCIL_SIZE, 0);
  // A window, on a developer's desktop, leaves the left to the bench's panel.
  int left = static_cast<int>(SDL_WINDOWPOS_CENTERED);
  if (SDL_Rect desk; !options.fullscreen && SDL_GetDisplayUsableBounds(0, &desk) == 0 && desk.w > options.width)
    left = desk.x + desk.w - options.width - std::min(16, desk.w - options.width);
  // Without a window manager nobody answers a wish for the whole screen: the window is made as large by itself.
  const auto whole = options.fullscreen ? XScreen::without_manager() : std::nullopt;
  const auto shape = whole                ? SDL_WINDOW_BORDERLESS
                     : options.fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_BORDERLESS
                                          : SDL_WINDOW_RESIZABLE;
  impl_->window =
      whole ? SDL_CreateWindow(options.title.c_str(), 0, 0, whole->width, whole->height, static_cast<Uint32>(SDL_WINDOW_OPENGL | shape))
            : SDL_CreateWindow(options.title.c_str(), left, SDL_WINDOWPOS_CENTERED, options.width, options.height,
                               static_cast<Uint32>(SDL_WINDOW_OPENGL | shape));
  if (impl_->window == nullptr) throw NoDisplay(std::string("no window: ") + SDL_GetError());
  impl_->context = SDL_GL_CreateContext(impl_->window);
  if (impl_->context == nullptr) throw NoDisplay(std::string("no GL 3.3: ") + SDL_GetError());
  SDL_GL_SetSwapInterval(1);
  if (options.fullscreen) SDL_ShowCursor(SDL_DISABLE);
  SDL_StartTextInput();
  impl_->gl = std::make_unique<Gl>();
  impl_->imgui = ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  if (!ImGui_ImplOpenGL3_Init("#version 330 core")) throw NoDisplay("the drawing backend does not start");
  impl_->drawing = true;
  impl_->parts = PartPresenter::make(impl_->window);
  if (whole) {
    impl_->screen = std::make_unique<XScreen>(impl_->window, options.turn);
    impl_->screen->fit();
  }
  refresh_size();
}

Window::~Window() = default;

void Window::follow_display(const SDL_Event& event) {
  if (impl_->screen && event.type == SDL_SYSWMEVENT && XScreen::tells_of_change(*event.syswm.msg)) impl_->screen->fit();
}

int Window::width() const { return impl_->width; }
int Window::height() const { return impl_->height; }

bool Window::refresh_size() {
  int w = 0, h = 0;
  SDL_GL_GetDrawableSize(impl_->window, &w, &h);
  if (w < 1 || h < 1 || (w == impl_->width && h == impl_->height)) return false;
  impl_->width = w, impl_->height = h;
  impl_->make_target();
  return true;
}

void Window::upload(Glyphs& glyphs) {
  auto& gl = *impl_->gl;
  const auto rows = glyphs.take_dirty();
  if (rows.first >= rows.last) return;
  if (impl_->glyph_texture == 0) {
    gl.gen_textures(1, &impl_->glyph_texture);
    gl.bind_texture(GL_TEXTURE_2D, impl_->glyph_texture);
    gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    // One channel is stored; the shader sees white with that coverage.
    gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_R, GL_ONE);
    gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_G, GL_ONE);
    gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_B, GL_ONE);
    gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_A, GL_RED);
    glyphs.texture = impl_->glyph_texture;
  }
  gl.bind_texture(GL_TEXTURE_2D, impl_->glyph_texture);
  gl.pixel_store(GL_UNPACK_ALIGNMENT, 1);
  if (impl_->glyph_height != glyphs.height()) {
    impl_->glyph_height = glyphs.height();
    gl.tex_image(GL_TEXTURE_2D, 0, GL_R8, glyphs.width(), glyphs.height(), 0, GL_RED, GL_UNSIGNED_BYTE, glyphs.pixels().data());
  } else {
    gl.tex_sub_image(GL_TEXTURE_2D, 0, 0, rows.first, glyphs.width(), rows.last - rows.first, GL_RED, GL_UNSIGNED_BYTE,
                     glyphs.pixels().data() + static_cast<std::ptrdiff_t>(rows.first) * glyphs.width());
  }
}

std::uintptr_t Window::upload_picture(const std::uint8_t* rgba, int width, int height) {
  auto& gl = *impl_->gl;
  GLuint id = 0;
  gl.gen_textures(1, &id);
  gl.bind_texture(GL_TEXTURE_2D, id);
  gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  gl.tex_parameter(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  gl.pixel_store(GL_UNPACK_ALIGNMENT, 4);
  gl.tex_image(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
  gl.generate_mipmap(GL_TEXTURE_2D);
  return id;
}

void Window::drop_picture(std::uintptr_t id) {
  const auto name = static_cast<GLuint>(id);
  impl_->gl->delete_textures(1, &name);
}

void Window::draw(const ImDrawList& list, const std::vector<PixelRect>& rects) {
  auto& gl = *impl_->gl;
  ImGui_ImplOpenGL3_NewFrame();
  while (impl_->cuts.size() < rects.size()) impl_->cuts.push_back(std::make_unique<CanvasList>());
  std::vector<ImDrawList*> lists;
  ImDrawData data;
  for (std::size_t i = 0; i < rects.size(); ++i) {
    cut_to(list, rects[i], impl_->cuts[i]->list);
    lists.push_back(&impl_->cuts[i]->list);
    data.TotalIdxCount += lists.back()->IdxBuffer.Size;
    data.TotalVtxCount += lists.back()->VtxBuffer.Size;
  }
  data.Valid = true;
  data.CmdListsCount = static_cast<int>(lists.size());
  data.CmdLists = lists.data();
  data.DisplaySize = {static_cast<float>(impl_->width), static_cast<float>(impl_->height)};
  data.FramebufferScale = {1, 1};
  gl.bind_framebuffer(GL_FRAMEBUFFER, impl_->target);
  ImGui_ImplOpenGL3_RenderDrawData(&data);
  impl_->show(rects);
}

bool Window::save_png(const std::string& path) {
  auto& gl = *impl_->gl;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(impl_->width) * static_cast<std::size_t>(impl_->height) * 4);
  gl.bind_framebuffer(GL_FRAMEBUFFER, impl_->target);
  gl.pixel_store(GL_PACK_ALIGNMENT, 1);
  gl.read_pixels(0, 0, impl_->width, impl_->height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  for (std::size_t i = 3; i < pixels.size(); i += 4) pixels[i] = 255;
  const int stride = impl_->width * 4;
  // GL's first row is the lowest.
  return write_png(path, impl_->width, impl_->height, pixels.data() + static_cast<std::ptrdiff_t>(stride) * (impl_->height - 1), -stride);
}

} // namespace kiosk
