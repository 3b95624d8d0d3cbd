package main

// wrapperMutants are changes of the handwritten client.
func wrapperMutants() []mutant {
	const (
		reads    = "TestWrapperReadsEveryExample"
		same     = "TestWrapperAndGeneratedClientSendTheSame"
		refuses  = "TestWrapperRefusesWhatIsNoAnswer"
		apart    = "TestWrapperTellsStatusesApart"
		hostile  = "TestWrapperRefusesHostileArguments"
		longest  = "TestWrapperTakesTheLongestIdentifierOfTheDocument"
		oneSet   = "TestWrapperSendsExactlyOneSetOfCredentials"
		tolerant = "TestClientToleratesWhatTheStrictCheckReports"
		methods  = "TestEveryOperationHasAWrapperMethod"
		random   = "TestRandomWalksAgreeWithTheModel"
	)
	return []mutant{
		onCode("wrapper: success not read", "wrapper/reply.go", `case string(env.success) != "true":`, `case string(env.success) == "never":`, refuses),
		onCode("wrapper: false is a success", "wrapper/reply.go", `case string(env.success) != "true":`, `case string(env.success) == "null":`, refuses),
		onCode("wrapper: any status is a success", "wrapper/reply.go", `if resp.StatusCode != http.StatusOK {`, `if resp.StatusCode >= 400 {`, apart),
		onCode("wrapper: failures are not told", "wrapper/reply.go", `if resp.StatusCode != http.StatusOK {`, `if resp.StatusCode >= 500 {`, apart),
		onCode("wrapper: media type not read", "wrapper/reply.go", `case isOf(contentType, "text/html"), len`, `case false, len`, refuses),
		onCode("wrapper: data after the end", "wrapper/scan.go", `s.pos != len(body)`, `s.pos > len(body)`, refuses),
		onCode("wrapper: key twice", "wrapper/scan.go", `if same(key, other) {`, `if len(key) > 1000 && same(key, other) {`, refuses),
		onCode("wrapper: keys in two cases", "wrapper/scan.go", `err := s.object(bytes.EqualFold, func`, `err := s.object(bytes.Equal, func`, refuses),
		onCode("wrapper: result of another key", "wrapper/scan.go", `case "result":`, `case "data":`, reads),
		onCode("wrapper: success of another key", "wrapper/scan.go", `case "success":`, `case "ok":`, reads),
		onCode("wrapper: empty identifier", "wrapper/identifiers.go", `case id == "":`, `case id == "never":`, hostile),
		onCode("wrapper: dots", "wrapper/identifiers.go", `case id == ".", id == "..":`, `case id == ".":`, hostile),
		onCode("wrapper: longer identifiers", "wrapper/identifiers.go", `const maxIdentifier = 32`, `const maxIdentifier = 33`, longest),
		onCode("wrapper: shorter identifiers", "wrapper/identifiers.go", `const maxIdentifier = 32`, `const maxIdentifier = 31`, longest),
		onCode("wrapper: length off by one", "wrapper/identifiers.go", `len(id) > maxIdentifier`, `len(id) >= maxIdentifier`, longest),
		onCode("wrapper: slash in an identifier", "wrapper/identifiers.go", `c == '/', `, ``, hostile),
		onCode("wrapper: backslash in an identifier", "wrapper/identifiers.go", `c == '\\', `, ``, hostile),
		onCode("wrapper: percent in an identifier", "wrapper/identifiers.go", `c == '%', `, ``, hostile),
		onCode("wrapper: question mark in an identifier", "wrapper/identifiers.go", `c == '?', `, ``, hostile),
		onCode("wrapper: number sign in an identifier", "wrapper/identifiers.go", `c == '#', `, ``, hostile),
		onCode("wrapper: semicolon in an identifier", "wrapper/identifiers.go", `, c == ';'`, ``, hostile),
		onCode("wrapper: control characters in an identifier", "wrapper/identifiers.go", `case c <= ' ', c >= 0x7f,`, `case c >= 0x7f,`, hostile),
		onCode("wrapper: other characters in an identifier", "wrapper/identifiers.go", `case c <= ' ', c >= 0x7f,`, `case c <= ' ',`, hostile),
		onCode("wrapper: any type", "wrapper/identifiers.go", `if !kind.Valid() {`, `if kind == "never" {`, hostile),
		onCode("wrapper: account unchecked", "wrapper/client.go", `checkIdentifier("account id", c.account)`, `checkIdentifier("account id", "a")`, hostile),
		onCode("wrapper: video unchecked", "wrapper/client.go", `checkIdentifier("video id", videoID)`, `checkIdentifier("video id", "a")`, hostile),
		onCode("wrapper: list of another account", "wrapper/client.go", `c.api.ListDownloads(ctx, c.account, videoID)`, `c.api.ListDownloads(ctx, videoID, c.account)`, same),
		onCode("wrapper: list deletes", "wrapper/client.go", `c.api.ListDownloads(ctx, c.account, videoID)`, `c.api.DeleteDownloads(ctx, c.account, videoID)`, same),
		onCode("wrapper: delete of type deletes the default", "wrapper/client.go", `c.api.DeleteDownloadOfType(ctx, c.account, videoID, kind)`, `c.api.DeleteDownloads(ctx, c.account, videoID)`, same),
		onCode("wrapper: delete of type deletes the sound", "wrapper/client.go", `c.api.DeleteDownloadOfType(ctx, c.account, videoID, kind)`, `c.api.DeleteDownloadOfType(ctx, c.account, videoID, Audio)`, same),
		onCode("wrapper: deletion not found is a success", "wrapper/client.go", `failed.StatusCode == http.StatusNotFound && failed.reached`, `failed.StatusCode == http.StatusNotFound`, random),
		onCode("wrapper: create with a body", "wrapper/create.go", `c.api.CreateDownload(ctx, c.account, videoID, nil)`, `c.api.CreateDownload(ctx, c.account, videoID, map[string]any{})`, same),
		onCode("wrapper: create of type without the type", "wrapper/create.go", `c.api.CreateDownloadOfType(ctx, c.account, videoID, kind)`, `c.api.CreateDownload(ctx, c.account, videoID, nil)`, same),
		onCode("wrapper: no e-mail", "wrapper/secret.go", `http.Header{"X-Auth-Email": {email}, "X-Auth-Key": {key}}`, `http.Header{"X-Auth-Key": {key}}`, reads),
		onCode("wrapper: key under another header", "wrapper/secret.go", `http.Header{"X-Auth-Email": {email}, "X-Auth-Key": {key}}`, `http.Header{"X-Auth-Email": {email}, "X-Auth-Token": {key}}`, reads),
		onCode("wrapper: token twice", "wrapper/secret.go", `http.Header{"Authorization": {"Bearer " + token}}`, `http.Header{"Authorization": {"Bearer " + token, "Bearer " + token}}`, reads),
		onCode("wrapper: token without its word", "wrapper/secret.go", `"Bearer " + token`, `token`, reads),
		onCode("wrapper: another media type accepted", "wrapper/chain.go", `[]string{"application/json"}`, `[]string{"text/html"}`, reads),
		onCode("wrapper: no credential", "wrapper/chain.go", `req.Header = cred.applied(req.Header)`, `req.Header = req.Header.Clone()`, reads),
		onCode("wrapper: credentials added to those there are", "wrapper/secret.go", `strings.EqualFold(auth, name) {`, `auth == "never" {`, oneSet),
		onCode("wrapper: operations confused", "wrapper/chain.go", `strings.HasSuffix(req.URL.Path, "/downloads")`, `strings.HasSuffix(req.URL.Path, "/download")`, reads),
		onCode("wrapper: unauthorised not told", "wrapper/errors.go", `e.StatusCode == http.StatusUnauthorized ||`, ``, apart),
		onCode("wrapper: forbidden not told", "wrapper/errors.go", `e.StatusCode == http.StatusForbidden`, `e.StatusCode == http.StatusTeapot`, apart),
		onCode("wrapper: not found is gone", "wrapper/errors.go", "case ErrNotFound:\n		return e.StatusCode == http.StatusNotFound", "case ErrNotFound:\n		return e.StatusCode == http.StatusGone", apart),
		onCode("wrapper: rate limit not told", "wrapper/errors.go", `e.throttled || e.StatusCode == http.StatusTooManyRequests`, `e.throttled`, apart),
		onCode("wrapper: protocol errors not told", "wrapper/errors.go", "case ErrProtocol:\n		return e.protocol", "case ErrProtocol:\n		return false", refuses),
		onCode("wrapper: messages lost", "wrapper/failure.go", `e.Code, e.Errors, e.Messages = env.Errors[0].Code, env.Errors, env.Messages`, `e.Code = env.Errors[0].Code`, reads),
		onCode("wrapper: code lost", "wrapper/failure.go", `e.Code, e.Errors, e.Messages = env.Errors[0].Code, env.Errors, env.Messages`, `e.Errors, e.Messages = env.Errors, env.Messages`, apart),
	}
}
