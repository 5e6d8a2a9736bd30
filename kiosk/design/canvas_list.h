#pragma once
// Private to the canvas: a draw list of its own with its shared data, so that the white pixel is the glyph atlas's and
// shapes and letters go out in one draw call.
#include <imgui.h>
#include <imgui_internal.h>

namespace kiosk {

struct CanvasList {
  ImDrawListSharedData shared;
  ImDrawList list{&shared};
  CanvasList() {
    shared.CurveTessellationTol = 1.25F;
    shared.SetCircleTessellationMaxError(0.2F);
    shared.InitialFlags = ImDrawListFlags_AntiAliasedFill | ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AllowVtxOffset;
  }
};

} // namespace kiosk
