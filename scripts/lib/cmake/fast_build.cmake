# What makes the whole build cheaper. All of it is off with -DKIOSK_FAST_BUILD=OFF, which is also how
# to find an include that a file forgot.

# The headers that nearly every file includes, compiled once a kind of target. Libraries are compiled as position independent
# code and programs as position independent programs, and g++ takes a precompiled header only with the same flags.
set(COMMON_HEADERS
    <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstring> <deque> <filesystem> <functional> <map> <memory>
    <mutex> <optional> <set> <span> <stdexcept> <string> <string_view> <unordered_map> <utility> <variant> <vector>
    <fmt/format.h> <tl/expected.hpp> <boost/describe/class.hpp> <boost/describe/enum.hpp>)
if(KIOSK_FAST_BUILD)
  file(WRITE ${CMAKE_BINARY_DIR}/generated/common_headers.cpp "// Owns the precompiled headers.\n")
  add_library(common_headers STATIC ${CMAKE_BINARY_DIR}/generated/common_headers.cpp)
  target_link_libraries(common_headers PRIVATE house Boost::headers)
  target_precompile_headers(common_headers PRIVATE ${COMMON_HEADERS})

  # Asio compiled once instead of inline in every file that includes a part of it.
  add_library(asio_compiled STATIC ${CMAKE_CURRENT_LIST_DIR}/asio_compiled.cpp)
  target_compile_definitions(asio_compiled PUBLIC BOOST_ASIO_SEPARATE_COMPILATION)
  target_link_libraries(asio_compiled PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads PRIVATE hardened)
  target_link_libraries(house INTERFACE asio_compiled)
endif()

function(precompile_common_headers name owner)
  if(KIOSK_FAST_BUILD)
    target_precompile_headers(${name} REUSE_FROM ${owner})
  endif()
endfunction()

# Small files that share heavy headers cost less as a few units. Debug builds keep them apart, so that an edit compiles one.
function(compile_in_units name)
  if(KIOSK_FAST_BUILD AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()
