/* A disk that fails on demand. Loaded before the C library (LD_PRELOAD), it refuses writes or syncs
 * of files below FAILING_DISK_FOLDER while the file FAILING_DISK_SWITCH holds what shall fail:
 * "write ENOSPC", "write EIO", "sync ENOSPC" or "sync EIO". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* The error that `call` on `fd` shall end with, or 0. */
static int fault(int fd, const char *call) {
    const char *folder = getenv("FAILING_DISK_FOLDER"), *on = getenv("FAILING_DISK_SWITCH");
    char text[32] = {0}, link[64], path[4096] = {0};
    int saved = errno, file, found = 0;
    if (folder && on && (file = syscall(SYS_openat, AT_FDCWD, on, O_RDONLY | O_CLOEXEC)) >= 0) {
        ssize_t length = syscall(SYS_read, file, text, sizeof text - 1);
        syscall(SYS_close, file);
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (length > 0 && readlink(link, path, sizeof path - 1) > 0 &&
            strncmp(path, folder, strlen(folder)) == 0 && strncmp(text, call, strlen(call)) == 0)
            found = strstr(text, "ENOSPC") ? ENOSPC : EIO;
    }
    errno = saved;
    return found;
}

#define REAL(name, result, types) ((result(*) types)dlsym(RTLD_NEXT, #name))
#define FAILING(result, name, call, parameters, types, arguments)             \
    result name parameters {                                                  \
        int error = fault(fd, call);                                          \
        if (error) {                                                          \
            errno = error;                                                    \
            return -1;                                                        \
        }                                                                     \
        return REAL(name, result, types) arguments;                           \
    }

FAILING(ssize_t, write, "write", (int fd, const void *bytes, size_t size), (int, const void *, size_t), (fd, bytes, size))
FAILING(ssize_t, pwrite, "write", (int fd, const void *bytes, size_t size, off_t at), (int, const void *, size_t, off_t), (fd, bytes, size, at))
FAILING(ssize_t, pwrite64, "write", (int fd, const void *bytes, size_t size, off64_t at), (int, const void *, size_t, off64_t), (fd, bytes, size, at))
FAILING(ssize_t, writev, "write", (int fd, const struct iovec *parts, int count), (int, const struct iovec *, int), (fd, parts, count))
FAILING(int, fsync, "sync", (int fd), (int), (fd))
FAILING(int, fdatasync, "sync", (int fd), (int), (fd))
