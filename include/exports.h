/// Visibility of symbols.
#ifndef SUTURE_EXPORTS_H
#define SUTURE_EXPORTS_H
#define Py_IMPORTED_SYMBOL __attribute__((visibility("default")))
#define Py_EXPORTED_SYMBOL __attribute__((visibility("default")))
#define Py_LOCAL_SYMBOL __attribute__((visibility("hidden")))
#endif
