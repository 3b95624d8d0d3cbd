package main

// generatedMutants are changes of the generated code.
func generatedMutants() []mutant {
	const (
		client    = "gen/client.gen.go"
		models    = "gen/models.gen.go"
		reads     = "TestGeneratedClientReadsEveryExample"
		walk      = "TestEveryDeclaredResponseIsSeenAndConforms"
		hostile   = "TestGeneratedClientSendsHostileArgumentsAsOneSegmentOrNotAtAll"
		roundTrip = "TestEveryExampleRoundTripsThroughItsGeneratedType"
		union     = "TestCreateResultRoundTripsThroughBothOfItsTypes"
		kept      = "TestUnknownKeysAndLargeIntegersAreKept"
		body      = "TestEveryRequestExampleIsAccepted"
		statuses  = "TestEveryListOfValuesIsGenerated"
	)
	const (
		newList   = `return newRequest(ctx, http.MethodGet, server, "", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`
		newDelete = `return newRequest(ctx, http.MethodDelete, server, "", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`
		newCreate = `return newRequest(ctx, http.MethodPost, server, contentType, body, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`
		newOfType = `return newRequest(ctx, http.MethodPost, server, "", nil, "/accounts/%s/stream/%s/downloads/%s", string(accountID), string(identifier), string(downloadType))`
		delOfType = `return newRequest(ctx, http.MethodDelete, server, "", nil, "/accounts/%s/stream/%s/downloads/%s", string(accountID), string(identifier), string(downloadType))`
	)
	return []mutant{
		onCode("gen: list swaps account and video", client, newList, `return newRequest(ctx, http.MethodGet, server, "", nil, "/accounts/%s/stream/%s/downloads", string(identifier), string(accountID))`, hostile),
		onCode("gen: delete swaps account and video", client, newDelete, `return newRequest(ctx, http.MethodDelete, server, "", nil, "/accounts/%s/stream/%s/downloads", string(identifier), string(accountID))`, hostile),
		onCode("gen: create swaps account and video", client, newCreate, `return newRequest(ctx, http.MethodPost, server, contentType, body, "/accounts/%s/stream/%s/downloads", string(identifier), string(accountID))`, walk),
		onCode("gen: create of type swaps video and type", client, newOfType, `return newRequest(ctx, http.MethodPost, server, "", nil, "/accounts/%s/stream/%s/downloads/%s", string(accountID), string(downloadType), string(identifier))`, reads),
		onCode("gen: delete of type swaps video and type", client, delOfType, `return newRequest(ctx, http.MethodDelete, server, "", nil, "/accounts/%s/stream/%s/downloads/%s", string(accountID), string(downloadType), string(identifier))`, reads),
		onCode("gen: list posts", client, newList, `return newRequest(ctx, http.MethodPost, server, "", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, reads),
		onCode("gen: create of type deletes", client, newOfType, `return newRequest(ctx, http.MethodDelete, server, "", nil, "/accounts/%s/stream/%s/downloads/%s", string(accountID), string(identifier), string(downloadType))`, reads),
		onCode("gen: delete puts", client, newDelete, `return newRequest(ctx, http.MethodPut, server, "", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, reads),
		onCode("gen: delete of type drops the type", client, delOfType, `return newRequest(ctx, http.MethodDelete, server, "", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, reads),
		onCode("gen: list asks another path", client, newList, `return newRequest(ctx, http.MethodGet, server, "", nil, "/accounts/%s/stream/%s/download", string(accountID), string(identifier))`, reads),
		onCode("gen: list asks a zone", client, newList, `return newRequest(ctx, http.MethodGet, server, "", nil, "/zones/%s/stream/%s/downloads", string(accountID), string(identifier))`, reads),
		onCode("gen: list adds a query", client, newList, `req, err := newRequest(ctx, http.MethodGet, server, "", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))
	if err == nil {
		req.URL.RawQuery = "page=1"
	}
	return req, err`, reads),
		onCode("gen: list sends a Content-Type", client, newList, `return newRequest(ctx, http.MethodGet, server, "application/json", nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, reads),
		onCode("gen: delete sends a body", client, newDelete, `return newRequest(ctx, http.MethodDelete, server, "application/json", strings.NewReader("{}"), "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, reads),
		onCode("gen: create drops the body", client, newCreate, `return newRequest(ctx, http.MethodPost, server, contentType, nil, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, body),
		onCode("gen: create drops the Content-Type", client, newCreate, `return newRequest(ctx, http.MethodPost, server, "", body, "/accounts/%s/stream/%s/downloads", string(accountID), string(identifier))`, body),
		onCode("gen: body under another media type", client, `return "application/json", bytes.NewReader(encoded), nil`, `return "text/json", bytes.NewReader(encoded), nil`, body),
		onCode("gen: body null in place of none", client, "	if body == nil {\n		return \"\", nil, nil\n	}\n	encoded, err", "	encoded, err", "TestWrapperAndGeneratedClientSendTheSame"),
		onCode("gen: Content-Type twice", client, `req.Header["Content-Type"] = []string{contentType}`, `req.Header["Content-Type"] = []string{contentType, contentType}`, body),
		onCode("gen: no escape", client, `segment = url.PathEscape(segment)`, `_ = escape`, hostile),
		onCode("gen: escape of a query", client, `segment = url.PathEscape(segment)`, `segment = url.QueryEscape(segment)`, hostile),
		onCode("gen: escape twice", client, `segment = url.PathEscape(segment)`, `segment = url.PathEscape(url.PathEscape(segment))`, hostile),
		onCode("gen: dots are sent", client, `if segment == "" || segment == "." || segment == ".." {`, `if segment == "" {`, hostile),
		onCode("gen: empty is sent", client, `if segment == "" || segment == "." || segment == ".." {`, `if segment == "." || segment == ".." {`, hostile),
		onCode("gen: base path dropped", client, `fillPath(server.Path, path, segments, false)`, `fillPath("", path, segments, false)`, reads),
		onCode("gen: no escape is ever needed", client, `if url.PathEscape(segment) != segment {`, `if segment == "never" {`, hostile),
		onCode("gen: host dropped", client, `req.Host = server.Host`, `req.Host = "example.com"`, "TestWrapperAndGeneratedClientSendTheSame"),
		onCode("gen: no editors", client, "	for _, r := range additionalEditors {\n		if err := r(ctx, req); err != nil {", "	for _, r := range additionalEditors[:0] {\n		if err := r(ctx, req); err != nil {", reads),
		onCode("gen: reply cut", client, `MaxReplyBytes+1))`, `100))`, reads),
		onCode("gen: no reply over 64 bytes", client, `const MaxReplyBytes = 1 << 20`, `const MaxReplyBytes = 1 << 6`, reads),

		onCode("models: percentComplete under another key", models, "`json:\"percentComplete\"`", "`json:\"percent\"`", roundTrip),
		onCode("models: percentComplete as text", models, "`json:\"percentComplete\"`", "`json:\"percentComplete,string\"`", roundTrip),
		onCode("models: percentComplete dropped at 0", models, "`json:\"percentComplete\"`", "`json:\"percentComplete,omitempty\"`", roundTrip),
		onCode("models: url always there", models, "`json:\"url,omitempty\"`", "`json:\"url\"`", roundTrip),
		onCode("models: url under another key", models, "`json:\"url,omitempty\"`", "`json:\"href,omitempty\"`", roundTrip),
		onCode("models: url not encoded", models, "`json:\"url,omitempty\"`", "`json:\"-\"`", roundTrip),
		onCode("models: audio always there", models, "`json:\"audio,omitempty\"`", "`json:\"audio\"`", roundTrip),
		onCode("models: audio and default under one another's key", models, "Audio *Download `json:\"audio,omitempty\"`", "Audio *Download `json:\"default,omitempty\"`", roundTrip),
		onCode("models: default not a pointer", models, "Default *Download `json:\"default,omitempty\"`", "Default *Download `json:\"default\"`", roundTrip),
		onCode("models: documentation_url under another key", models, "`json:\"documentation_url,omitempty\"`", "`json:\"documentationUrl,omitempty\"`", roundTrip),
		onCode("models: error_chain not read", models, "`json:\"error_chain,omitempty\"`", "`json:\"-\"`", roundTrip),
		onCode("models: source not read", models, "`json:\"source,omitempty\"`", "`json:\"-\"`", roundTrip),
		onCode("models: pointer under another key", models, "`json:\"pointer,omitempty\"`", "`json:\"ptr,omitempty\"`", roundTrip),
		onCode("models: result of a failure always there", models, "Result json.RawMessage `json:\"result,omitempty\"`", "Result json.RawMessage `json:\"result\"`", roundTrip),
		onCode("models: result of a failure not read", models, "Result json.RawMessage `json:\"result,omitempty\"`", "Result json.RawMessage `json:\"-\"`", roundTrip),
		onCode("models: code as text", models, "several things.\n	Code int `json:\"code\"`", "several things.\n	Code int `json:\"code,string\"`", kept),
		onCode("models: another word for ready", models, `DownloadStatusReady      DownloadStatus = "ready"`, `DownloadStatusReady      DownloadStatus = "Ready"`, statuses),
		onCode("models: another word for inprogress", models, `DownloadStatus = "inprogress"`, `DownloadStatus = "in_progress"`, statuses),
		onCode("models: error is no status", models, "	case DownloadStatusError:\n		return true", "	case DownloadStatusError:\n		return false", statuses),
		onCode("models: audio is no type", models, "	case DownloadTypeAudio:\n		return true", "	case DownloadTypeAudio:\n		return false", statuses),
		onCode("models: another word for audio", models, `DownloadTypeAudio   DownloadType = "audio"`, `DownloadTypeAudio   DownloadType = "sound"`, statuses),
		onCode("models: union forgets", models, "	err := t.union.UnmarshalJSON(b)", "	err := t.union.UnmarshalJSON([]byte(`{}`))", roundTrip),
		onCode("models: union encodes nothing", models, "	b, err := t.union.MarshalJSON()\n	return b, err", "	return []byte(`{}`), nil", roundTrip),
		onCode("models: union drops a bare download", models, "FromDownload(v Download) error {\n	b, err := json.Marshal(v)", "FromDownload(v Download) error {\n	b, err := json.Marshal(Downloads{Default: &v})", union),
		onCode("models: union reads downloads as one", models, "	var body Downloads\n	err := json.Unmarshal(t.union, &body)", "	var body Downloads\n	err := json.Unmarshal(t.union, &body.Default)", union),
	}
}
