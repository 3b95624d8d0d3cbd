package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

const (
	// demoVideos is the size of the library that the demo exports.
	demoVideos = 6
	// demoPadding and demoRate, which is for each connection, make the bars move for some seconds.
	demoPadding    = 24 << 20
	demoRate       = "8MiB"
	demoEncodeTime = 2500 * time.Millisecond
)

// demoFilm is an MP4 that plays, with a box of padding at its end (ISO/IEC 14496-12, 8.1.2).
func demoFilm() []byte {
	sample := emulator.Sample(wrapper.Default)
	var film bytes.Buffer
	_, _ = io.Copy(&film, io.NewSectionReader(sample, 0, sample.Size())) // it is in memory
	padding := make([]byte, demoPadding)
	binary.BigEndian.PutUint32(padding, demoPadding)
	copy(padding[4:], "free")
	film.Write(padding)
	return film.Bytes()
}

func startDemo(film []byte) (server *emulator.Server, baseURL string, err error) {
	server, err = emulator.New(
		emulator.WithVideos(demoVideos),
		emulator.WithContent(emulator.DefaultVideo, wrapper.Default, bytes.NewReader(film)),
		emulator.WithEncodeTime(demoEncodeTime),
		emulator.WithFaults("media:*:rate="+demoRate),
	)
	if err != nil {
		return nil, "", err
	}
	baseURL, err = server.Start()
	return server, baseURL, err
}

// verify reads the file back from the disk.
func (a *app) verify(path string, film []byte) error {
	written, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	sum, want := sha256.Sum256(written), sha256.Sum256(film)
	if sum != want {
		return fmt.Errorf("%s is not what the emulator has: sha256 %x, want %x", path, sum, want)
	}
	a.step("verify", "sha256 %x, as the source", sum)
	return nil
}

// ignoredByDemo names what is set and has no effect.
func (a *app) ignoredByDemo() []string {
	var ignored []string
	for _, name := range []string{"CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_BASE_URL"} {
		if os.Getenv(name) != "" {
			ignored = append(ignored, name)
		}
	}
	for flag, value := range map[string]string{"--account-id": a.accountID, "--base-url": a.baseURL} {
		if value != "" {
			ignored = append(ignored, flag)
		}
	}
	return ignored
}
