# What WebAssembly compiles for size (-Os) and not for speed (-O3), since a page has to load the module before it can do anything:
# tests/package/size.test.mjs holds it to its size, docs/performance.md has what was tried. At -Os a loop over numbers takes two to six
# times as long: nothing belongs here that runs for each annotation, image, entry or byte.

# Ours: what runs once for a conversion, a file or a category.
set(small_sources
    src/archive/nested.cc
    src/convert/detect.cc
    src/convert/input_limits.cc
    src/convert/input_set.cc
    src/convert/survey.cc
    src/formats/coco/coco.cc
    src/formats/datumaro/datumaro.cc
    src/formats/datumaro/header.cc
    src/formats/datumaro/layout.cc
    src/formats/datumaro_binary/datumaro_binary.cc
    src/formats/datumaro_binary/file_scan.cc
    src/formats/datumaro_binary/head.cc
    src/formats/datumaro_binary/key.cc
    src/formats/datumaro_common/annotation_files.cc
    src/formats/datumaro_common/categories_json.cc
    src/formats/datumaro_common/categories_text.cc
    src/formats/datumaro_common/features.cc
    src/formats/datumaro_common/label_union.cc
    src/formats/dataset_meta.cc
    src/formats/image_zip/image_zip.cc
    src/formats/open_images/hierarchy.cc
    src/formats/open_images/layout.cc
    src/formats/open_images/open_images.cc
    src/formats/options.cc
    src/formats/registry.cc
    wasm/bindings.cc
    wasm/documents.cc)
list(TRANSFORM small_sources PREPEND ${PROJECT_SOURCE_DIR}/)
set_source_files_properties(${small_sources} PROPERTIES COMPILE_OPTIONS -Os)
foreach(source ${small_sources})
  if(NOT EXISTS ${source})
    message(FATAL_ERROR "cmake/small.cmake lists ${source}, which is not there")
  endif()
endforeach()

# Third parties': of these only entries of old archives and images that change their kind have need.
foreach(library bzip2 lzma stb)
  target_compile_options(${library} PRIVATE -Os)
endforeach()
