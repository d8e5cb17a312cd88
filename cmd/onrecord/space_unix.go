//go:build unix

package main

import "golang.org/x/sys/unix"

// freeSpace is how many bytes may still be written where a folder is; known is false
// where the system does not tell.
func freeSpace(folder string) (free int64, known bool) {
	var found unix.Statfs_t
	if err := unix.Statfs(folder, &found); err != nil {
		return 0, false
	}
	return int64(found.Bavail) * int64(found.Bsize), true
}
