package fileurl

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/signing"
)

const host = "https://customer-m033z5x00ks6nunl.cloudflarestream.com"

func TestVideo(t *testing.T) {
	key, err := signing.Generate()
	require.NoError(t, err)
	token, err := key.Sign(signing.Claims{Sub: "video", Expires: 1767700000})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		address, video, file string
		signed               bool
	}{
		"plain":              {host + "/video/downloads/default.mp4", "video", "/downloads/default.mp4", false},
		"with a query":       {host + "/video/downloads/audio.m4a?filename=a", "video", "/downloads/audio.m4a", false},
		"below a path":       {"http://127.0.0.1/files/video/downloads/default.mp4", "video", "/downloads/default.mp4", false},
		"signed":             {host + "/" + token + "/downloads/default.mp4", "video", "/downloads/default.mp4", true},
		"dots, but no token": {host + "/a.b.c/downloads/default.mp4", "a.b.c", "/downloads/default.mp4", false},
		"another path":       {host + "/video/manifest/video.m3u8", "", "", false},
		"no file":            {host + "/video/downloads/", "", "", false},
		"no video":           {host + "/downloads/default.mp4", "", "", false},
		"no address":         {"://", "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			video, file, signed := Video(test.address)
			assert.Equal(t, test.video, video)
			assert.Equal(t, test.file, file)
			assert.Equal(t, test.signed, signed)
		})
	}
}

func TestWithToken(t *testing.T) {
	for address, want := range map[string]string{
		host + "/video/downloads/default.mp4":               host + "/a.b.c/downloads/default.mp4",
		host + "/x.y.z/downloads/default.mp4?p=~abc_-!'()*": host + "/a.b.c/downloads/default.mp4?p=~abc_-!'()*",
		"http://127.0.0.1:80/f/video/downloads/audio.m4a":   "http://127.0.0.1:80/f/a.b.c/downloads/audio.m4a",
		host + "/default.mp4":                               "",
		host + "/secret%zz/downloads/default.mp4":           "",
	} {
		signed, err := WithToken(address, "a.b.c")
		assert.Equal(t, want, signed)
		if want == "" {
			assert.EqualError(t, err, "the URL of the download has no place for a token")
			continue
		}
		assert.NoError(t, err)
	}
}

func TestWithName(t *testing.T) {
	for address, want := range map[string]string{
		"https://h/v":                  "https://h/v?filename=n",
		"https://h/v?":                 "https://h/v?filename=n",
		"https://h/v?b=2&a=1":          "https://h/v?b=2&a=1&filename=n",
		"https://h/v?a=1;b=2":          "https://h/v?a=1;b=2&filename=n",
		"https://h/v?p=~abc_-!'()*":    "https://h/v?p=~abc_-!'()*&filename=n",
		"https://h/v?x=%zz":            "https://h/v?x=%zz&filename=n",
		"https://h/v?filename=old&a=b": "https://h/v?a=b&filename=n",
		"https://h/v?a=b#part":         "https://h/v?a=b&filename=n#part",
	} {
		assert.Equal(t, want, WithName(address, "n"))
		assert.Equal(t, address, WithName(address, ""))
	}
}
