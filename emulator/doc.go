// Package emulator is a fake of the Cloudflare Stream API, as far as downloads go, and of the host that serves the files.
// It keeps state: a download that is asked for is generated over some time, becomes ready, can be fetched, and is gone
// after it was deleted. Programs are tested against it without an account and without a network, and with the failures
// that the real service shows on a bad day only.
//
// # Three ways in
//
// [Server.Transport] responds within the process. It needs no port and works under [testing/synctest], where hours of
// waiting pass at once:
//
//	server, err := emulator.New()
//	client := &http.Client{Transport: server.Transport()}
//	// … call https://api.cloudflare.com/client/v4 with it, as if it were the service
//
// [Server.Start] listens on the loopback interface and returns the base URL of the API. [Server.Handler] is for a listener
// of one's own. The URLs of the files lead back the way the call came; a proxy on the same machine is believed what it
// says in X-Forwarded-Proto and X-Forwarded-Host.
//
// A server knows [DefaultAccount], [DefaultVideo], and the credentials [DefaultToken] or [DefaultEmail] with [DefaultKey].
// Options add to them, and change how long a generation takes, how it ends, and what else is known to vary. [WithVideos]
// makes a library, [WithLibrary] takes one.
//
// # Private videos
//
// The files of a video that was added by [WithPrivate] need a token in the place of its identifier. It is verified: RS256
// with a key given by [WithSigningKey], or made by the server for createToken, then kid, sub, exp, nbf and downloadable.
// Why a token was refused stands in the log of [WithLogger].
//
// # Faults
//
// A fault happens to some of the requests of an [Operation]. It is written as text, in the language of [ParseFault], whose
// effects [FaultHelp] lists:
//
//	err := server.Script(
//		"listDownloads:2-3:status=503,retry-after=5", // the second and third list
//		"createDownload:1:reset=after",               // done, but the response is lost
//		"media:1:cut=50%",                            // the first fetch breaks half way
//		"media:*:connections=2",                      // a third connection at a time gets a 503
//	)
//
// or given as a handler, with [Server.Inject]. [Server.Requests] returns what arrived, credentials and all.
//
// A fault happens to every attempt of a client. Mind that [net/http.Transport] itself repeats a GET or DELETE whose kept
// connection breaks before any byte of the response; the transport of this package doesn't.
//
// # What is imitated
//
//   - All operations of the document, idempotent creating included, and their errors: 400 for a bad parameter, body or
//     identifier, 404 for an unknown video or download, 405 with Allow, 404 for other routes, always in an envelope with the
//     code that the service uses.
//   - Both ways to authenticate; 400, 401 and 403 for what is missing, malformed, unknown, of another account, or without
//     the permission to write.
//   - Generation over time, with a choice of how percentComplete rises, its failure, one that never ends, videos that are
//     not ready to stream yet, and a gap between a ready download and its file.
//   - The list of videos: filters, order, bounds that take in their moment or don't, videos of equal dates, and counts in
//     both shapes that have been reported.
//   - The files: ranges, If-Range, ETag, Last-Modified, HEAD, ?filename=, 404 until ready, and 401 or 403 for a private video
//     without the right token. The samples play.
//   - The rate limit that blocks all calls for a while, if asked for.
//   - The three responses to an empty list that have been reported, and the shapes of the response to a create.
//
// # What is not imitated
//
//   - Nothing is encoded. What a download contains is given, and has nothing to do with a video.
//   - Videos can't be uploaded or changed: they are given as options, and deleted by [Server.DeleteVideo]. There is one
//     account.
//   - Access rules of tokens don't count, nor does a key that a call of createToken brings along, unless it is also given by
//     [WithSigningKey].
//   - Calls are counted all together, not for each credential, and there is no limit per address.
//   - HTTP/2, caching, CORS, cookies, the Ratelimit headers, and the order of the keys of a download.
//   - The service's exact words where nobody has recorded them: for a video that isn't ready, an unknown download, a file
//     name that isn't allowed (400 here), and wrong keys (401 here).
package emulator
