# Language, warnings and sanitizers: the same flags for every target, so that all share one precompiled header.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(BOLT_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined | thread | empty")

add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra>
                    $<$<COMPILE_LANGUAGE:CXX>:-Wshadow-uncaptured-local> $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
                    $<$<COMPILE_LANGUAGE:CXX>:-Werror> -pthread -gline-tables-only -fno-omit-frame-pointer)
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                        SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
if(BOLT_SANITIZE)
    add_compile_options(-fsanitize=${BOLT_SANITIZE})
    add_link_options(-fsanitize=${BOLT_SANITIZE})
endif()

find_program(BOLT_MOLD mold)
find_program(BOLT_LLD ld.lld-19)
if(BOLT_MOLD)
    add_link_options(-fuse-ld=mold)
elseif(BOLT_LLD)
    add_link_options(-fuse-ld=${BOLT_LLD})
endif()

find_program(BOLT_CCACHE ccache)
if(BOLT_CCACHE)
    # clang's precompiled headers cache only with these settings (ccache manual, "Precompiled headers").
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${BOLT_CCACHE})
    add_compile_options("SHELL:$<$<COMPILE_LANGUAGE:CXX>:-Xclang -fno-pch-timestamp>")
endif()
