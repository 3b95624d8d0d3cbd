package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"

	"github.com/streamdl/streamdl-go/emulator"
)

// sourceSum is the checksum of what the emulator serves, read by another way than the file was.
func sourceSum(ctx context.Context, server *emulator.Server) (string, error) {
	address := "http://emulator/" + emulator.DefaultVideo + "/downloads/default.mp4"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	resp, err := (&http.Client{Transport: server.Transport()}).Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	hash := sha256.New()
	if _, err := io.Copy(hash, resp.Body); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// inspect reads a file back from disk: its boxes, if it is a whole MP4, and its checksum.
func inspect(path string) (boxes []string, sum string, err error) {
	data, err := os.ReadFile(path) //nolint:gosec // the file that was just written
	if err != nil {
		return nil, "", err
	}
	boxes, err = boxesOf(data)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	digest := sha256.Sum256(data)
	return boxes, hex.EncodeToString(digest[:]), nil
}

// boxesOf names the top boxes of an MP4 (ISO/IEC 14496-12), which follow one another up to the end.
func boxesOf(data []byte) ([]string, error) {
	const header = 8
	var boxes []string
	for rest := data; len(rest) > 0; {
		if len(rest) < header {
			return nil, fmt.Errorf("not a whole MP4: %d bytes after the last box", len(rest))
		}
		size := uint64(binary.BigEndian.Uint32(rest))
		if size < header || size > uint64(len(rest)) {
			return nil, fmt.Errorf("not a whole MP4: a box of %d bytes where %d are left", size, len(rest))
		}
		boxes = append(boxes, string(bytes.TrimSpace(rest[4:header])))
		rest = rest[size:]
	}
	for _, needed := range []string{"ftyp", "moov", "mdat"} {
		if !slices.Contains(boxes, needed) {
			return nil, fmt.Errorf("not a whole MP4: no %s box", needed)
		}
	}
	return boxes, nil
}
