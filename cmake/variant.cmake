# Programs built from copies of our own sources with some text replaced: mistakes put in on purpose for the simulator's tests,
# parts left out for a bench. The sources themselves know nothing of it.

# bolt_variant(<name> <header> <file below src> <text> <replacement>)
# The copies include <header>, which says what the replacements ask. Where a file has changed so much that it lacks the
# text, configuring fails and names both.
function(bolt_variant name header file text replacement)
    set(draft ${CMAKE_BINARY_DIR}/variants/${name}/${file}.draft)
    string(REPLACE "/" "_" key "${name}_${file}")
    get_property(begun GLOBAL PROPERTY bolt_variant_${key})
    if(begun)
        file(READ ${draft} content)
    else()
        file(READ ${CMAKE_SOURCE_DIR}/src/${file} content)
        string(PREPEND content "#include \"${header}\"\n")
        set_property(GLOBAL PROPERTY bolt_variant_${key} TRUE)
        set_property(GLOBAL APPEND PROPERTY bolt_variant_files_${name} ${file})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${file})
    endif()
    string(FIND "${content}" "${text}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "src/${file} lacks what the variant \"${name}\" replaces (${CMAKE_CURRENT_LIST_FILE}): ${text}")
    endif()
    string(REPLACE "${text}" "${replacement}" content "${content}")
    file(WRITE ${draft} "${content}")
endfunction()

# bolt_variant_sources(<name> <variable>): the copies. In a program they stand before the libraries, so that the linker
# takes them instead of the members made of the sources.
function(bolt_variant_sources name variable)
    get_property(files GLOBAL PROPERTY bolt_variant_files_${name})
    set(copies "")
    foreach(file IN LISTS files)
        set(copy ${CMAKE_BINARY_DIR}/variants/${name}/${file})
        file(COPY_FILE ${copy}.draft ${copy} ONLY_IF_DIFFERENT)
        list(APPEND copies ${copy})
    endforeach()
    set(${variable} ${copies} PARENT_SCOPE)
endfunction()
