# bolt_embed(<target> <namespace> ROOT <dir> FILES <files relative to ROOT>)
# Puts files into <target> with .incbin (no compile time, whatever the size) and generates <namespace>_assets.hpp/.cpp:
#   std::span<const bolt::EmbeddedFile> bolt::assets::<namespace>();
function(bolt_embed target namespace)
    cmake_parse_arguments(EMBED "" "ROOT" "FILES" ${ARGN})
    set(dir ${CMAKE_CURRENT_BINARY_DIR}/embed_${namespace})
    set(assembly ".section .rodata\n")
    set(externs "")
    set(rows "")
    set(paths "")
    set(index 0)
    foreach(file IN LISTS EMBED_FILES)
        set(symbol "bolt_${namespace}_${index}")
        set(path ${EMBED_ROOT}/${file})
        string(APPEND assembly ".global ${symbol}_begin\n.global ${symbol}_end\n.balign 16\n"
                               "${symbol}_begin:\n.incbin \"${path}\"\n${symbol}_end:\n.byte 0\n")
        string(APPEND externs "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
        string(APPEND rows "        EmbeddedFile{\"${file}\", {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)}},\n")
        list(APPEND paths ${path})
        math(EXPR index "${index} + 1")
    endforeach()
    string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
    file(CONFIGURE OUTPUT ${dir}/${namespace}_assets.S CONTENT "${assembly}" @ONLY)
    file(CONFIGURE OUTPUT ${dir}/${namespace}_assets.hpp @ONLY CONTENT
"#pragma once
#include \"base/embedded_file.hpp\"
namespace bolt::assets {
/// The files embedded as \"${namespace}\", in the order given to bolt_embed; they live as long as the process.
std::span<const EmbeddedFile> ${namespace}();
} // namespace bolt::assets
")
    file(CONFIGURE OUTPUT ${dir}/${namespace}_assets.cpp @ONLY CONTENT
"#include \"${namespace}_assets.hpp\"
#include <vector>
extern \"C\" {
${externs}}
namespace bolt::assets {
std::span<const EmbeddedFile> ${namespace}() {
    static const std::vector<EmbeddedFile> files = {
${rows}    };
    return files;
}
} // namespace bolt::assets
")
    target_sources(${target} PRIVATE ${dir}/${namespace}_assets.S ${dir}/${namespace}_assets.cpp)
    set_source_files_properties(${dir}/${namespace}_assets.S PROPERTIES OBJECT_DEPENDS "${paths}")
    target_include_directories(${target} PUBLIC ${dir})
endfunction()
