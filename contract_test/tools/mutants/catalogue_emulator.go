package main

// emulatorMutants are changes of the fake service.
func emulatorMutants() []mutant {
	const (
		walk    = "TestEveryDeclaredReplyIsSeenAndConforms"
		random  = "TestRandomWalksAgreeWithTheModel"
		refused = "TestNoOtherCredentialIsAccepted"
		alone   = "TestEachCredentialAloneIsAccepted"
		readers = "TestReadersMayOnlyRead"
		allow   = "TestUndocumentedMethodsAreRefusedWithAllow"
	)
	return []mutant{
		onCode("emulator: errors null", "emulator/envelope.go", `Success: true, Errors: []gen.Message{}, `, `Success: true, `, walk),
		onCode("emulator: failures succeed", "emulator/envelope.go", `envelope{Errors: errors,`, `envelope{Success: true, Errors: errors,`, walk),
		onCode("emulator: another media type", "emulator/envelope.go", `w.Header().Set("Content-Type", "application/json")`, `w.Header().Set("Content-Type", "application/problem+json")`, walk),
		onCode("emulator: result under another key", "emulator/envelope.go", "`json:\"result\"`", "`json:\"data\"`", walk),
		onCode("emulator: deletion answers true", "emulator/api.go", `return success("ok")`, `return success(true)`, walk),
		onCode("emulator: deletes nothing", "emulator/api.go", `delete(v.downloads, kind)`, `_ = kind`, random),
		onCode("emulator: asking again starts anew", "emulator/store.go", `if _, exists := v.downloads[kind]; !exists {`, `{`, random),
		onCode("emulator: ready at once", "emulator/store.go", `case elapsed < s.encodeTime:`, `case elapsed < 0:`, random),
		onCode("emulator: never ready", "emulator/store.go", `return gen.DownloadStatusReady, 100`, `return gen.DownloadStatusInProgress, 100`, random),
		onCode("emulator: more than 100 percent", "emulator/store.go", `return gen.DownloadStatusReady, 100`, `return gen.DownloadStatusReady, 101`, walk),
		onCode("emulator: any token", "emulator/auth.go", `granted, known := s.tokens[match[1]]`, `granted, known := s.tokens[match[1]]; known = true`, refused),
		onCode("emulator: any key", "emulator/auth.go", `s.keys[email] == key`, `true`, refused),
		onCode("emulator: no key", "emulator/auth.go", `s.keys[email] == key`, `false`, alone),
		onCode("emulator: readers write", "emulator/auth.go", `access == readOnly`, `access == 0`, readers),
		onCode("emulator: no Allow", "emulator/failures.go", `w.Header().Set("Allow", allow)`, `_ = allow`, allow),
		onCode("emulator: 404 for another method", "emulator/failures.go", `failure(http.StatusMethodNotAllowed,`, `failure(http.StatusNotFound,`, allow),
	}
}
