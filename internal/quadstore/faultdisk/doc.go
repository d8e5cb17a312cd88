// Package faultdisk is a disk that fails, for tests of what is kept in SQLite files.
//
// A [Disk] is a file system of the engine's (a VFS) that passes everything on to the
// real one, except that the test may make any operation fail, and that it remembers
// what of the files a power cut could take away:
//
//   - What was written and not synced since may be on the disk or not, each sector
//     of 512 bytes by itself, so that pages are torn. So may a change of a file's size.
//   - A sync that failed has made nothing durable, and a later one that succeeds does
//     not make up for it: the kernel has forgotten that these sectors differ from the
//     disk. Only writing them again does. Every open handle on the file is told of
//     the failure once, whichever asked first.
//   - A new name, or the end of one, is durable once its folder was synced, which the
//     engine does at the first sync of a journal or a log.
//
// After [Disk.Cut] nothing reaches the files any more, as if the process were dead;
// [Disk.Survivors] then writes files as they may be found after a power cut, and
// [Disk.Killed] as they are found when the process alone has died.
package faultdisk
