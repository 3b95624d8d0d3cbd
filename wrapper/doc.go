// Package wrapper is a client of the Cloudflare Stream downloads API: it asks for the MP4 or M4A of a video,
// waits until the file exists, and fetches it.
//
//	client, err := wrapper.New(
//		wrapper.WithAPIToken(token),
//		wrapper.WithAccountID(account),
//	)
//	...
//	download, err := client.Create(ctx, videoID)
//	download, err = client.Wait(ctx, videoID, wrapper.Default)
//	result, err := client.FetchFile(ctx, download, "video.mp4")
//
// # What it promises
//
// Replies. Each call ends in a value that the service gave, or in an error that says what happened: [*Error]
// when the service answered with a failure, with something that is no answer, or not at all; [ErrInvalid] when
// an argument could not be sent as it is meant, and nothing was sent. A reply that says success but has no
// result, that is not JSON, that has another status than 200, or that means two things is an error and never a
// zero value. A status of a download that is unknown, and a percentage out of range, are passed on as they
// came. A reply of more than 1 MiB, after decompression, is refused, and takes less than 4 MiB to refuse.
//
// Retries. A call makes up to four attempts, of up to 30 s each. Between them it waits as long as the service
// asks (Retry-After) and up to a tenth more, or a random time that grows, and at least 100 ms. It returns at
// once when no further attempt can help: a refusal (400, 401, 403, 404), a host that does not exist, a certificate
// that is wrong, a credential locked out after too many failures (code 10502), a hint longer than five minutes or
// beyond the deadline of the context. The edge of Cloudflare may say itself whether to retry, and is believed.
//
// Listing and deleting are repeated as they are; a deletion whose repetition finds nothing has succeeded. A create
// is repeated if it can't have reached the service. If its fate is unknown, the downloads are listed, and it is
// sent once more only if there is none; that is a list call more, with attempts of its own. A create that is refused
// because the download exists (409) returns what the list says.
//
// Retries live on a budget that all copies of a client share: ten at once, and then one for ten calls that
// succeed, so that they add no more than a tenth to the load of a service that is down. To come back after a pause
// that a rate limit asked for costs nothing, once in a call. See [RetryPolicy].
//
// Pace. A client makes at most 1,200 calls in any five minutes, retries included, which is what the API allows; 300 of
// them may go at once. All goroutines and all copies from [Client.ForAccount] share that allowance, and a rate limit
// with a hint makes all of them wait for one and the same time, or return at once while that is longer than five
// minutes. Other clients with the same credential are not known to it. See [WithRateLimit].
//
// Secrets. The credential goes to the scheme, host and port of the base URL and nowhere else: not after a
// redirect, none of which is followed, not to the host that serves the files, not where an editor of the
// generated client points, and not over plain http unless the host is this one or [WithPlainHTTP] is given. It
// is in no error, no log line and no print of a client, an option or a reply, also if the service repeats it.
//
// Logs. [WithLogger] gets one line for each attempt, with its method, operation, status, number, duration, ray
// id, and how long the service asks to wait, and one for each pause before another attempt. Fetching adds a
// line for each retry, with the host.
//
// Contexts. Cancelling a context ends a call within milliseconds, sleeping or not. The error matches the reason
// of the context, and tells the last failure before it.
//
// Waiting. [Client.Wait] costs few calls and ends soon after the download is ready, however long that takes:
// see there.
//
// Files. [Client.FetchFile] ends in the whole file or in none: see there.
//
// # Errors
//
// Branch on the sentinels with [errors.Is], and read the details from [*Error] with [errors.As]:
//
//	var failed *wrapper.Error
//	switch {
//	case errors.Is(err, wrapper.ErrNotFound):
//		// no such video, or no such download
//	case errors.Is(err, wrapper.ErrRateLimited) && errors.As(err, &failed):
//		// all attempts were refused; failed.RetryAfter says when to come back, if the service did
//	}
//
// # Reading the code
//
// A call goes from a method of [Client] through the generated client into the chain of newChain, which
// lists its links; each link is a file: retry.go, pace.go, log.go, chain.go, reply.go. What a result may be is in
// result.go, what becomes of a create without a clear reply in create.go.
package wrapper
