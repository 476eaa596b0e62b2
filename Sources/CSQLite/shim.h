#ifndef WARREN_CSQLITE_SHIM_H
#define WARREN_CSQLITE_SHIM_H

#include <sqlite3.h>

// sqlite3_config and sqlite3_db_config are variadic in C, which Swift cannot call.
static inline int warren_sqlite_config_int(int option, int value) { return sqlite3_config(option, value); }
static inline int warren_sqlite_config_page_cache(void *memory, int size, int count) {
  return sqlite3_config(SQLITE_CONFIG_PAGECACHE, memory, size, count);
}
static inline int warren_sqlite_db_config_int(sqlite3 *db, int option, int value, int *result) {
  return sqlite3_db_config(db, option, value, result);
}

#endif
