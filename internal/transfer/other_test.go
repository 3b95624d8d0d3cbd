//go:build !unix || solaris || illumos || aix

package transfer_test

func dropRights() error { return nil }
