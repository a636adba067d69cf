# House rules of the build: one standard, one set of warnings, one shape of library.
# comptoir_room(NAME deps...) builds a library from every .cpp below the caller's folder, and one test program from its *_test.cpp.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror=return-type -fno-omit-frame-pointer -fPIC)

# What makes a fault in memory harder to use (tests/e2e/test_binaire.py reads it from the program). Sanitizers check
# the same calls better than FORTIFY, which wants an optimised build besides.
add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
add_compile_options($<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
# Debian's start files bear no mark of CET, so the linker leaves it out; a shadow stack asks nothing of them.
add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,shstk)

set(COMPTOIR_SANITIZE "" CACHE STRING "comma separated sanitizers, e.g. address,undefined or thread")
if(COMPTOIR_SANITIZE)
  add_compile_options(-fsanitize=${COMPTOIR_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${COMPTOIR_SANITIZE})
endif()

# Sources of a room are compiled in groups: most of a small file's time goes to what all of them instantiate.
# `-DCMAKE_UNITY_BUILD=OFF` compiles each alone, as an editor's index wants it.
set(CMAKE_UNITY_BUILD ON CACHE BOOL "compile sources in groups")
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers carry time stamps: ccache must trust content instead. Another clone finds the same objects.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=true
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true ${CCACHE})
  add_compile_options(-fpch-preprocess)
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# One precompiled header for every room but those that include Beast.
add_library(comptoir_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(comptoir_pch PRIVATE Boost::json)
target_precompile_headers(comptoir_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)

function(comptoir_room name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARGN} Boost::json)
    target_precompile_headers(${name} REUSE_FROM comptoir_pch)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARGN} Boost::json)
  endif()
  if(tests)
    comptoir_test(${name}_test unit ${name} ${tests})
  endif()
endfunction()

# comptoir_test(NAME LABEL LIB sources...): one GoogleTest program, registered with ctest under LABEL.
function(comptoir_test name label lib)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${lib} GTest::gtest GTest::gtest_main GTest::gmock)
  target_precompile_headers(${name} REUSE_FROM comptoir_pch)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 300)
endfunction()

# comptoir_embed(TARGET NAMESPACE files...): gives the room `std::string_view NAMESPACE::embedded(name)`, the text of each
# file by its name without folder. The room declares it.
function(comptoir_embed target namespace)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND /usr/bin/python3 -B ${CMAKE_SOURCE_DIR}/cmake/embed.py ${namespace} ${output} ${ARGN}
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/embed.py ${ARGN}
    COMMENT "Embedding files into ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
