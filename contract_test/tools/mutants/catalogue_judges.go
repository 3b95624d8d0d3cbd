package main

// judgeMutants are changes of what judges: the walk of a server, its report, the check of traffic, and the suite itself.
func judgeMutants() []mutant {
	const (
		calls      = "TestWalkCallsEverythingWithEachCredentialThroughBothClients"
		refused    = "TestWalkCallsEverythingAsItMustBeRefused"
		deviates   = "TestWalkReportsRequestsThatDeviate"
		urls       = "TestWalkFindsURLsThatContradictEachOther"
		seen       = "TestEveryDeclaredReplyIsSeenAndConforms"
		malformed  = "TestWalkFindsEveryMalformedReply"
		ignored    = "TestWalkFindsIgnoredAuthentication"
		reads      = "TestWalkOnlyReadsUnlessToldOtherwise"
		secret     = "TestReportNeverShowsACredential"
		anywhere   = "TestServerIsJudgedWhereverTheAPIBegins"
		security   = "TestCheckRefusesCredentialsThatAreNotExactlyOneSet"
		invalid    = "TestInvalidRepliesAreRejected"
		headers    = "TestInvalidHeadersAreRejected"
		methods    = "TestUndocumentedMethodsAreRefusedWithAllow"
		faults     = "TestFaultsGiveInvalidRepliesOnlyWhereTheyAreMeantTo"
		tolerance  = "TestClientToleratesWhatTheStrictCheckReports"
		limit      = "TestRepliesOfAMebibyteAreReadAndNoLargerOnes"
		cannotFail = "TestTestsThatCannotFailAreFound"
	)
	const (
		walk   = "internal/exercise/walk.go"
		call   = "internal/exercise/call.go"
		report = "internal/exercise/report.go"
		at     = "internal/exercise/urls.go"
	)
	return []mutant{
		onCode("walk: nothing through the wrapper", call, `	methods := WrapperMethods()
	for _, op := range w.ops {`, `	methods := WrapperMethods()
	for _, op := range w.ops[:0] {`, calls),
		onCode("walk: first credential only", walk, `range target.Credentials {`, `range target.Credentials[:1] {`, calls),
		onCode("walk: created once", walk, `	w.each(ctx, http.MethodPost, credential, success)
	w.each(ctx, http.MethodPost, credential, success)`, `	w.each(ctx, http.MethodPost, credential, success)`, calls),
		onCode("walk: never watched", walk, `for range 3 {`, `for range 0 {`, calls),
		onCode("walk: nothing deleted", walk, `	w.each(ctx, http.MethodDelete, credential, foundOrNot) // the`, `	// the`, calls),
		onCode("walk: one type only", call, `range parameter.Schema.Value.Enum {`, `range parameter.Schema.Value.Enum[:1] {`, calls),
		onCode("walk: no wrong argument", walk, `has && op.Method == method {`, `has && op.Method == "never" {`, refused),
		onCode("walk: account too long not tried", walk, `			w.changed(ctx, method, credential, "account_id", unknown+"0")
`, ``, refused),
		onCode("walk: no wrong credential", walk, `range Refused() {`, `range Refused()[:0] {`, refused),
		onCode("walk: writes untold", walk, `if !w.target.Write {`, `if false {`, reads),
		onCode("walk: any status will do", call, `case !want.met(answer.HTTP.StatusCode):`, `case false:`, ignored),
		onCode("report: requests never count", report, `if d.Status != 0 || !meant {`, `if d.Status != 0 {`, deviates),
		onCode("report: requests that are meant to deviate count", report, `if d.Status != 0 || !meant {`, `if true {`, seen),
		onCode("report: replies never count", report, `if d.Status != 0 || !meant {`, `if d.Status == 0 && !meant {`, malformed),
		onCode("report: deviations with what the server repeats", report, `r.redact.Replace(d.String())`, `d.String()`, secret),
		onCode("report: failures with what the server repeats", report, `r.redact.Replace(fmt.Sprintf(format, args...))`, `fmt.Sprintf(format, args...)`, secret),
		onCode("walk: URLs not compared", call, `values["identifier"] == w.target.Video {`, `values["identifier"] == "never" {`, urls),
		onCode("walk: a URL may change", at, `known && withoutQuery(before)`, `known && kind == "" && withoutQuery(before)`, urls),
		onCode("walk: two types at one URL", at, `other != kind && taken == address`, `other == "" && taken == address`, urls),
		onCode("walk: a signature is part of a URL", at, `parsed.RawQuery, parsed.Fragment = "", ""`, `parsed.Fragment = ""`, urls),
		onCode("walk: no URL of a bare download", at, `case key == "url" &&`, `case key == "never" &&`, urls),
		onCode("emulator: every type at the URL of the MP4", "emulator/store.go", `mediaPath(v.identifier, kind)`, `mediaPath(v.identifier, gen.DownloadTypeDefault)`, seen),

		onCode("check: security skipped", "conformance/request.go", `	judge.security(req.Header, c.doc, route.Operation)
`, ``, security),
		onCode("check: one set of credentials is enough", "conformance/security.go", `if maps.Equal(wanted, sent) {`, `if len(sent) >= len(wanted) {`, security),
		onCode("check: credentials of any form", "conformance/security.go", `case !wellFormed(ref.Value, values[0]):`, `case false:`, security),
		onCode("check: a credential twice", "conformance/security.go", `case len(values) > 1:`, `case len(values) > 2:`, security),
		onCode("check: any method", "conformance/route.go", `deviation.Path, deviation.Rule, deviation.Reason = p.template, RuleMethod, "the path has no such method"`, `deviation.Path = p.template`, methods),
		onCode("check: headers of replies skipped", "conformance/reply.go", `	judge.headers(req, route, resp)
`, ``, headers),
		onCode("check: any status", "conformance/reply.go", `judge.add(RuleStatus, "", "the operation has no such status")`, `_ = RuleStatus`, invalid),
		onCode("check: any media type", "conformance/reply.go", `	case media == nil:
		j.add(`, `	case len(body) > 1<<30:
		j.add(`, invalid),
		onCode("check: bodies skipped", "conformance/reply.go", `	case media != nil:
		j.body(media, body, openapi3.VisitAsResponse())
`, ``, invalid),
		onCode("check: empty bodies pass", "conformance/reply.go", `	case len(body) == 0:
		j.add(RuleBody, "", "the body is missing")
`, `	case len(body) == 0:
`, invalid),
		onCode("check: bodies that break off pass", "conformance/reply.go", `	case failed != nil:
		j.add(`, `	case failed != nil && len(body) > 1<<30:
		j.add(`, faults),
		onCode("check: a key twice", "conformance/body.go", `_, twice := object[key]; twice {`, `_, twice := object[key]; twice && key == "" {`, invalid),
		onCode("check: anything after the value", "conformance/body.go", `_, err := decoder.Token(); err != io.EOF {`, `_, err := decoder.Token(); err != io.EOF && len(body) > 1<<30 {`, invalid),
		onCode("check: any property", "conformance/checker.go", `ref.Value.AdditionalProperties.Has = &closed`, `_ = closed`, tolerance),
		onCode("check: formats skipped", "conformance/schema.go", `u.Scheme == "" || u.Host == ""`, `u.Scheme == "never"`, invalid),
		onCode("check: percentages may fall", "conformance/progress.go", `known && percent < before {`, `known && percent < before-1000 {`, malformed),
		onCode("check: the root of a host is the default", "conformance/checker.go", `return func(c *config) { c.basePath = &path }`, `return func(c *config) { c.basePath = nil }`, anywhere),
		onCode("check: a larger limit", "conformance/transport.go", `len(content) > gen.MaxReplyBytes {`, `len(content) > gen.MaxReplyBytes+1 {`, limit),
		onCode("check: a smaller limit", "conformance/transport.go", `len(content) > gen.MaxReplyBytes {`, `len(content) >= gen.MaxReplyBytes {`, limit),
		onCode("suite: a test without an assertion is green", "contract_test/expect_test.go", `case !asserted && !t.Failed():`, `case false:`, cannotFail),
		onCode("suite: a run in which a test asserted nothing is green", "contract_test/expect_test.go", `if !heard[name] {`, `if heard["never"] {`, cannotFail),
		onCode("suite: skips are not seen", "contract_test/expect_test.go", `l.skipped[t.Name()] = true`, `_ = l.skipped`, cannotFail),
		onCode("suite: nothing is asked of a run", "contract_test/main_test.go", `if code != 0 || (partial`, `if code >= 0 || (partial`, "TestRunFailsIfATestAssertedNothing"),
		onCode("gen: a larger limit", "gen/client.gen.go", `const MaxReplyBytes = 1 << 20`, `const MaxReplyBytes = 1<<20 + 1`, limit),
		onCode("gen: a smaller limit", "gen/client.gen.go", `const MaxReplyBytes = 1 << 20`, `const MaxReplyBytes = 1<<20 - 1`, limit),
	}
}
