//go:build !race

package quadstore

// racing says that accesses to memory are being watched.
const racing = false
