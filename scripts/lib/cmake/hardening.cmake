# The target `hardened`: what makes a memory fault end the program instead of serving an attacker. The program handles other people's
# money and reads what comes from outside, so this is on in every build type; `program.kiosk_as_delivered` looks at the linked file.
# Debian's g++ 12 has none of it by default but position independent programs.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX) # so that the linker is told, too

add_library(hardened INTERFACE)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero)
  string(MAKE_C_IDENTIFIER "accepts${flag}" accepts_flag)
  check_cxx_compiler_flag(${flag} ${accepts_flag}) # the control flow's is for x86 only; clang 14 wants more said for the last
  if(${accepts_flag})
    target_compile_options(hardened INTERFACE ${flag})
  endif()
endforeach()
# Needs an optimizer, and a sanitizer wants the plain functions.
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  target_compile_options(hardened INTERFACE $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>)
endif()
target_compile_definitions(hardened INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(hardened INTERFACE LINKER:-z,relro,-z,now,-z,noexecstack)
