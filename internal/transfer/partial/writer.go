package partial

import "github.com/streamdl/streamdl-go/internal/transfer/span"

// Writer writes to a partial file for one stream. It makes one claim of what is written in a row, up to 4 MiB.
type Writer struct {
	file    *File
	claim   claim
	claimed int64 // the end of the claim in the state file
}

// Writer returns a writer, to be flushed at the end.
func (f *File) Writer() *Writer { return &Writer{file: f} }

// WriteAt writes data at the offset off, and claims it, though a little only together with what follows.
func (w *Writer) WriteAt(data []byte, off int64) error {
	if off != w.claim.To || w.claim.Size()+int64(len(data)) > maxClaim {
		if err := w.Flush(); err != nil {
			return err
		}
		w.claim, w.claimed = claim{Span: span.Span{From: off, To: off}}, off
	}
	if _, err := w.file.disk.WriteAt(data, off); err != nil {
		return failure("writing the partial file", err)
	}
	if w.claim.extend(data); w.claim.To < w.claimed+claimEvery {
		return nil
	}
	return w.Flush()
}

// Flush claims all that was written.
func (w *Writer) Flush() error {
	if w.claimed == w.claim.To {
		return nil
	}
	w.claimed = w.claim.To
	return failure("writing the state file", w.file.journal.claim(w.claim))
}
