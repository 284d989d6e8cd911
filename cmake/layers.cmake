# One library per layer of src/, so that each can be built and tested alone: dropset_base … dropset_convert, and dropset_core for
# all. What a layer may include stands in ARCHITECTURE.md and is tested by scripts/check.

# dropset_layer(<layer> [<other layers and third-party libraries that it uses>...])
function(dropset_layer layer)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${layer}/*.cc)
  if(sources)
    add_library(dropset_${layer} STATIC ${sources})
    target_include_directories(dropset_${layer} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(dropset_${layer} PUBLIC ${ARGN} PRIVATE dropset_options)
  else()
    add_library(dropset_${layer} INTERFACE)
    target_include_directories(dropset_${layer} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(dropset_${layer} INTERFACE ${ARGN})
  endif()
endfunction()

dropset_layer(base fast_float double_conversion)
dropset_layer(io dropset_base)
dropset_layer(codec dropset_io zlib libdeflate bzip2 lzma sodium mbedtls_aes)
dropset_layer(text dropset_io nlohmann_json)
dropset_layer(media dropset_codec stb)
dropset_layer(model dropset_media)
dropset_layer(archive dropset_codec)
dropset_layer(formats dropset_archive dropset_text dropset_model)
dropset_layer(convert dropset_formats)

add_library(dropset_core INTERFACE)
target_link_libraries(dropset_core INTERFACE dropset_convert)
