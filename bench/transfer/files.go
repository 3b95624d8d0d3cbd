package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// served is a file that nginx serves.
type served struct {
	name     string
	size     int64
	checksum string
}

type files struct{ whole, limited, huge served }

// ftyp is the box that an MP4 begins with.
const ftyp = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"

// makeFiles makes a file of random bytes, a smaller one, and a huge one that is all hole.
func makeFiles(dir string, s settings) (files, error) {
	all := files{whole: served{name: "whole.mp4", size: s.size}, limited: served{name: "limited.mp4", size: limited},
		huge: served{name: "huge.mp4", size: s.huge}}
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // for nginx to read
		return all, err
	}
	for _, f := range []*served{&all.whole, &all.limited} {
		if err := f.fill(dir, io.LimitReader(rand.NewChaCha8([32]byte{}), f.size-int64(len(ftyp)))); err != nil {
			return all, err
		}
	}
	if err := all.huge.fill(dir, io.LimitReader(nil, 0)); err != nil {
		return all, err
	}
	return all, os.Truncate(filepath.Join(dir, all.huge.name), s.huge)
}

func (f *served) fill(dir string, content io.Reader) error {
	file, err := os.Create(filepath.Join(dir, f.name)) //nolint:gosec // a name of its own
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.WriteString(io.MultiWriter(file, sum), ftyp)
	if err == nil {
		_, err = io.Copy(io.MultiWriter(file, sum), content)
	}
	f.checksum = hex.EncodeToString(sum.Sum(nil))
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// checksum reads a file that was fetched.
func checksum(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // written by this program
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return hex.EncodeToString(sum.Sum(nil)), err
}
