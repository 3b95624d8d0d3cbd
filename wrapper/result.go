package wrapper

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// result is what a list and a create may give: downloads keyed by type, or, from a create only, one bare
// download. The two have no key in common, so one pass reads both.
type result struct {
	Downloads
	bare   Download
	isBare bool
}

// readResult reads the result of an answer. encoding/json would take keys in any case, and read twice what the
// scanner has read once.
func readResult(resp *http.Response) (result, error) {
	var r result
	s := scanner{data: resp.Body.(*reply).result}
	if s.peek() != '{' {
		return r, refuse(resp, "the result is no object")
	}
	err := s.object(bytes.EqualFold, func(key []byte) error {
		switch string(key) {
		case "audio":
			return s.download(key, &r.Audio)
		case "default":
			return s.download(key, &r.Default)
		}
		known, err := s.field(key, &r.bare)
		r.isBare = r.isBare || known
		return err
	})
	if err != nil {
		return r, refuse(resp, err.Error())
	}
	return r, nil
}

// download reads the download of one type. A null says the same as no download.
func (s *scanner) download(kind []byte, into **Download) error {
	if s.peek() == 'n' {
		return s.literal("null")
	}
	if s.peek() != '{' {
		return errors.New("the " + string(kind) + " download is no object")
	}
	download := new(Download)
	*into = download
	return s.object(bytes.EqualFold, func(key []byte) error {
		_, err := s.field(key, download)
		return err
	})
}

// field reads the value of a key into the field of a download that has its name. A null leaves the field as it
// is, and counts as unknown.
func (s *scanner) field(key []byte, d *Download) (known bool, err error) {
	if s.peek() == 'n' {
		return false, s.literal("null")
	}
	switch string(key) {
	case "percentComplete":
		d.PercentComplete, err = s.percent()
	case "status":
		var text []byte
		text, err = s.string()
		d.Status = DownloadStatus(text)
	case "url":
		var text []byte
		text, err = s.string()
		d.URL = string(text)
	default:
		return false, s.value(0)
	}
	if err != nil {
		err = fmt.Errorf("%s is not what it should be: %w", key, err)
	}
	return true, err
}

// percent reads a number, also one that is written as text, as the progress of a video itself is. A text that is no
// number is no progress.
func (s *scanner) percent() (float64, error) {
	if s.peek() == '"' {
		text, err := s.string()
		inner := scanner{data: text}
		if inner.number() != nil || inner.pos < len(text) {
			return 0, err
		}
		percent, beyond := strconv.ParseFloat(string(text), 64)
		if beyond != nil {
			percent = 0
		}
		return percent, err
	}
	start := s.pos
	if err := s.number(); err != nil {
		return 0, err
	}
	return strconv.ParseFloat(string(s.data[start:s.pos]), 64)
}

// listed reads the result of a list. A bare download is none: it would pass for a list of nothing.
func listed(resp *http.Response) (Downloads, error) {
	result, err := readResult(resp)
	if err != nil {
		return Downloads{}, err
	}
	if result.isBare {
		return Downloads{}, refuse(resp, "the result is a download and not the downloads by type")
	}
	for _, kind := range [...]DownloadType{Default, Audio} {
		if download := pick(result.Downloads, kind); download != nil && download.Status == "" {
			return Downloads{}, refuse(resp, "the "+string(kind)+" download has no status")
		}
	}
	return result.Downloads, nil
}

// created reads the result of a create, in either shape.
func created(resp *http.Response, kind DownloadType) (Download, error) {
	result, err := readResult(resp)
	if err != nil {
		return Download{}, err
	}
	download := pick(result.Downloads, kind)
	switch {
	case result.isBare && result.Downloads != Downloads{}:
		return Download{}, refuse(resp, "the result is both a download and the downloads by type")
	case result.isBare:
		download = &result.bare
	}
	if download == nil || download.Status == "" {
		return Download{}, refuse(resp, "the result has no state of the "+string(kind)+" download")
	}
	return *download, nil
}

// pick returns the download of a type, nil if there is none.
func pick(downloads Downloads, kind DownloadType) *Download {
	if kind == Audio {
		return downloads.Audio
	}
	return downloads.Default
}
