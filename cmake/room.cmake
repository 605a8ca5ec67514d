# bolt_room(<name> DEPENDS <rooms and libraries> [ON_POSTGRESQL <gtest filter>])
# One static library of every .cpp in the current folder, and one test program of every *_test.cpp beside them.
# ON_POSTGRESQL runs those of its tests a second time on PostgreSQL (src/store/test_place.hpp).
# A room may only depend on rooms above it in docs/architecture.md (tests/style checks the includes).
function(bolt_room name)
    cmake_parse_arguments(ROOM "" "ON_POSTGRESQL" "DEPENDS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    set(tests ${sources})
    list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    if(NOT sources)
        file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp "")
        set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
    endif()
    add_library(bolt_${name} STATIC ${sources})
    target_include_directories(bolt_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(bolt_${name} PUBLIC ${ROOM_DEPENDS})
    bolt_precompiled(bolt_${name})
    if(tests)
        add_executable(test_${name} ${tests})
        target_link_libraries(test_${name} PRIVATE bolt_${name} bolt_peers GTest::gmock GTest::gtest_main)
        bolt_test_program(test_${name})
        add_test(NAME unit.${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
        set_tests_properties(unit.${name} PROPERTIES TIMEOUT 300 LABELS unit)
        if(ROOM_ON_POSTGRESQL)
            add_test(NAME postgresql.${name} COMMAND test_${name} --gtest_filter=${ROOM_ON_POSTGRESQL}
                     WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
            set_tests_properties(postgresql.${name} PROPERTIES TIMEOUT 900 LABELS "unit;postgresql"
                                 ENVIRONMENT BOLT_TEST_STORE=postgresql)
        endif()
    endif()
endfunction()

# Every target of the product reuses the one precompiled header that src/CMakeLists.txt builds.
function(bolt_precompiled target)
    target_precompile_headers(${target} REUSE_FROM bolt_pch)
endfunction()

# Two thirds of a test file's compile time went into optimising what runs once (clang's -ftime-trace). The rooms that
# the tests call stay optimised. With a precompiled header of their own, because it belongs to its options.
set(BOLT_TEST_OPTIONS $<$<CONFIG:Release>:-O0>)
function(bolt_test_program target)
    target_compile_options(${target} PRIVATE ${BOLT_TEST_OPTIONS})
    target_precompile_headers(${target} REUSE_FROM bolt_test_pch)
endfunction()
