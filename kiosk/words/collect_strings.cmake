# Collects every message id of the sources into a template.
# cmake -DXGETTEXT=... -DROOT=... -DOUTPUT=kiosk.pot -P collect_strings.cmake
# The ids stand in tr("id") and text(language, "id") of the engine, tr(ui, "id"), trf(ui, "id", ...), and
# plural(language, "one", "many", n) / trn(ui, "one", "many", n).
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/engine/*.cpp ${ROOT}/engine/*.h ${ROOT}/kiosk/*.cpp ${ROOT}/kiosk/*.h)
list(FILTER files EXCLUDE REGEX "^engine/config/") # its text() reads keys; what it says is for the administrator, in English
list(SORT files)
list(JOIN files "\n" list)
file(WRITE ${OUTPUT}.files "${list}\n")
execute_process(
  COMMAND ${XGETTEXT} --language=C++ --from-code=UTF-8 --no-wrap --sort-by-file --add-location=file --package-name=kiosk
          --keyword= --keyword=tr:1,1t --keyword=tr:2,2t --keyword=trf:2 --keyword=text:2,2t --keyword=plural:2,3 --keyword=trn:2,3
          --directory=${ROOT} --files-from=${OUTPUT}.files --output=${OUTPUT}
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "xgettext failed")
endif()
