# Flags of every target of this project, and nobody else's.
add_library(htsc_flags INTERFACE)
target_compile_definitions(htsc_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)
target_compile_options(htsc_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion -Wstrict-prototypes
  -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wformat=2
  -ffp-contract=off -fno-math-errno
  -fstack-protector-strong -fstack-clash-protection
  $<$<BOOL:${HTSC_WERROR}>:-Werror>)
target_link_options(htsc_flags INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
if(NOT HTSC_SANITIZE)
  target_compile_options(htsc_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>)
else()
  target_compile_options(htsc_flags INTERFACE -fsanitize=${HTSC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(htsc_flags INTERFACE -fsanitize=${HTSC_SANITIZE})
endif()
if(HTSC_BUILD_FUZZ)
  target_compile_options(htsc_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
