package transfer

// accept decides whether the reply belongs to the version that is there. If
// not, it makes a new start from it, or ends the round for one.
func (j *job) accept(r *reply, s *span) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.over:
		// Another stream found the object changed; only the next round, when
		// no stream is left that could write old bytes, may begin anew.
		return errRestart
	case !j.begun:
		return j.begin(r, s)
	}
	fits := j.version.compare(r.version)
	r.proven = fits == same
	switch {
	case fits == different && r.whole && !j.wide && !j.confirmed:
		return j.begin(r, s) // replaced since the last run: here is the new one already
	case fits == different:
		return j.giveUpVersion() // replaced during this run
	case r.whole && j.wide:
		return errRangeless // the other streams can't go on
	case r.whole && fits == unknown:
		return j.begin(r, s) // perhaps the same, but nothing says so
	case r.whole:
		j.readWhole(s)
	case fits == unknown && r.span.from == s.from && len(j.done) == 0 && !j.wide:
		return j.begin(r, s) // nothing is there, nor coming, that it could be mixed with
	case fits == unknown && r.span.from == s.from:
		return wrongRange("206 without the validator of the file") // nor an overlap to compare
	}
	j.confirm(r)
	if j.version.Total >= 0 {
		s.to = min(s.to, j.version.Total)
	}
	return nil
}

// begin starts the file with the first reply. The caller holds j.mu and is the
// only stream.
func (j *job) begin(r *reply, s *span) error {
	j.begun = false
	j.version, j.contentType, j.promised = r.version, r.contentType, r.version.Total >= 0
	*s = r.span
	j.done, j.taken = nil, spans{*s}
	j.follower.restart(nil)
	j.meter.total.Store(r.version.Total)
	j.meter.done.Store(0)
	j.meter.resumed.Store(0)
	if err := j.part.begin(j.header()); err != nil {
		return err
	}
	j.begun = true
	j.confirm(r)
	return nil
}

func (j *job) header() header {
	return header{Source: j.src.identity(), Type: j.contentType, version: j.version}
}

// readWhole takes a 200 where a range was asked for: the server knows no
// ranges, or not this form of If-Range. What is there is skipped.
func (j *job) readWhole(s *span) {
	j.byDate = true
	s.to = endless
	if j.version.Total >= 0 {
		s.to = j.version.Total
	}
	j.taken = j.taken.add(*s)
}

// confirm notes that the version exists in this run and lets the other
// streams start.
func (j *job) confirm(r *reply) {
	j.confirmed = true
	if j.version.Total < 0 && r.version.Total >= 0 {
		j.version.Total, j.promised = r.version.Total, true
		j.meter.total.Store(r.version.Total)
	}
	if j.parallel() && !r.whole && !j.wide {
		j.wide = true
		j.widen()
	}
}

// giveUpVersion ends the round; the next one starts over. What changed before
// this run had seen it costs nothing of the one change that is allowed.
func (j *job) giveUpVersion() error {
	if j.confirmed {
		j.changes++
		// Where each of several servers has a tag of its own, only a file that comes in one reply is of one version.
		j.streams = 1
	}
	j.begun, j.confirmed, j.over = false, false, true
	return errRestart
}
