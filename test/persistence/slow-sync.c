/*
 * A disk that is slow and honest, to be preloaded before a process that opens an LMDB store.
 *
 * Each sync of a data file is numbered. Before it, the file is copied to <n>.mdb: what the disk is
 * sure to hold once the sync has ended, and all that is left of the file after a power cut then. The
 * sync takes 200 ms longer. `notes` holds the lines "begin <n> <ns>" and "end <n> <ns>", in
 * nanoseconds of the monotonic clock. All of it lies in the folder that SLOW_SYNC_FOLDER names.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static atomic_int syncs;

static void path_in_folder(char *path, const char *name) {
  snprintf(path, PATH_MAX, "%s/%s", getenv("SLOW_SYNC_FOLDER"), name);
}

static void note(const char *what, int number) {
  char path[PATH_MAX], line[64];
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  long long ns = now.tv_sec * 1000000000LL + now.tv_nsec;
  int length = snprintf(line, sizeof line, "%s %d %lld\n", what, number, ns);
  path_in_folder(path, "notes");
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0 || write(file, line, length) != length) abort();
  close(file);
}

static int is_data_file(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 4) return 0;
  path[length] = 0;
  return strcmp(path + length - 4, ".mdb") == 0;
}

static void copy_as_it_is(int fd, int number) {
  char name[32], path[PATH_MAX], block[65536];
  snprintf(name, sizeof name, "%d.mdb", number);
  path_in_folder(path, name);
  int copy = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (copy < 0) abort();
  ssize_t got;
  for (off_t at = 0; (got = pread(fd, block, sizeof block, at)) > 0; at += got) {
    if (pwrite(copy, block, got, at) != got) abort();
  }
  close(copy);
}

static void be_slow(void) {
  struct timespec pause = {0, 200000000};
  nanosleep(&pause, NULL);
}

static int slow_sync(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (!is_data_file(fd)) return real(fd);
  int number = atomic_fetch_add(&syncs, 1);
  note("begin", number);
  copy_as_it_is(fd, number);
  be_slow();
  int result = real(fd);
  note("end", number);
  return result;
}

int fdatasync(int fd) { return slow_sync(fd, "fdatasync"); }

int fsync(int fd) { return slow_sync(fd, "fsync"); }

/* Names no file, so that it is slow and never counts as the sync of one. */
int msync(void *address, size_t length, int flags) {
  int (*real)(void *, size_t, int) = (int (*)(void *, size_t, int))dlsym(RTLD_NEXT, "msync");
  be_slow();
  return real(address, length, flags);
}
