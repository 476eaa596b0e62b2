#ifndef WARREN_CPLATFORM_SHIM_H
#define WARREN_CPLATFORM_SHIM_H

// What Swift's Glibc module lacks: calls declared under _GNU_SOURCE only, and variadic ones.

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/stat.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <unistd.h>

#define WARREN_O_PATH 010000000
#define WARREN_RENAME_NOREPLACE 1u
#define WARREN_AT_EMPTY_PATH 0x1000

struct warren_status {
  uint64_t device, inode, mount_id;
  int64_t size, blocks, modified_ns, changed_ns;
  uint32_t mode, links, user, group;
  int has_mount_id;
};

struct warren_dirent {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[1];
};
#define WARREN_DIRENT_NAME 19

static inline int warren_open(int directory, const char *path, int flags, unsigned mode) {
  return openat(directory, path, flags, mode);
}

static inline int warren_renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags) {
  return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
}

static inline ssize_t warren_getdents(int directory, void *buffer, size_t size) {
  return syscall(SYS_getdents64, directory, buffer, size);
}

static inline ssize_t warren_copy_file_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count) {
  return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, count, 0u);
}

// Byte by byte, whatever locale the program has set. The "C" locale is static: nothing is allocated, nothing to free.
static inline int warren_matches(const char *pattern, const char *name) {
  locale_t before = uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
  int result = fnmatch(pattern, name, 0);
  uselocale(before);
  return result;
}

static inline ssize_t warren_getrandom(void *buffer, size_t size) { return syscall(SYS_getrandom, buffer, size, 0u); }

static inline int warren_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

static inline int warren_statx(int directory, const char *path, int flags, struct warren_status *out) {
  struct statx s;
  if (syscall(SYS_statx, directory, path, flags, STATX_BASIC_STATS | STATX_MNT_ID, &s) != 0) return -1;
  out->device = makedev(s.stx_dev_major, s.stx_dev_minor);
  out->inode = s.stx_ino;
  out->mount_id = s.stx_mnt_id;
  out->has_mount_id = (s.stx_mask & STATX_MNT_ID) != 0;
  out->size = (int64_t)s.stx_size;
  out->blocks = (int64_t)s.stx_blocks;
  out->modified_ns = (int64_t)s.stx_mtime.tv_sec * 1000000000 + s.stx_mtime.tv_nsec;
  out->changed_ns = (int64_t)s.stx_ctime.tv_sec * 1000000000 + s.stx_ctime.tv_nsec;
  out->mode = s.stx_mode;
  out->links = s.stx_nlink;
  out->user = s.stx_uid;
  out->group = s.stx_gid;
  return 0;
}

static inline uint64_t warren_make_device(unsigned major_number, unsigned minor_number) {
  return makedev(major_number, minor_number);
}

// The resource's type differs between C libraries and dialects.
static inline int warren_descriptor_limits(uint64_t *soft, uint64_t *hard) {
  struct rlimit limits;
  if (getrlimit(RLIMIT_NOFILE, &limits) != 0) return -1;
  *soft = limits.rlim_cur;
  *hard = limits.rlim_max;
  return 0;
}

static inline int warren_set_descriptor_limits(uint64_t soft, uint64_t hard) {
  struct rlimit limits = {.rlim_cur = soft, .rlim_max = hard};
  return setrlimit(RLIMIT_NOFILE, &limits);
}

#endif
