package mutants

// exampleMutants are changes of what the document shows.
func exampleMutants() []mutant {
	const (
		valid     = "TestDocumentIsValidWithItsExamples"
		shown     = "TestExamplesShowEveryValueAndEveryOptionalProperty"
		reference = "TestReferenceExamplesStandInTheDocument"
		list      = downloads + "/get/responses/200/content/application~1json/examples"
		create    = downloads + "/post/responses/200/content/application~1json/examples"
		refused   = "/components/responses/ClientFailure/content/application~1json/examples"
		deleted   = "/components/responses/Deleted/content/application~1json/examples"
	)
	return []mutant{
		onDocument("example: percentComplete text", valid, set(list+"/both/value/result/audio/percentComplete", `"0"`)),
		onDocument("example: unknown status", valid, set(list+"/inProgress/value/result/default/status", `"no-such-status"`)),
		onDocument("example: relative url", valid, set(create+"/keyed/value/result/default/url", `"/downloads/default.mp4"`)),
		onDocument("example: no success", valid, remove(create+"/keyed/value/success")),
		onDocument("example: success false", valid, set(create+"/flat/value/success", `false`)),
		onDocument("example: a failure that succeeds", valid, set(refused+"/notFound/value/success", `true`)),
		onDocument("example: code text", valid, set(refused+"/notFound/value/errors/0/code", `"10003"`)),
		onDocument("example: code under 1000", valid, set(refused+"/rateLimited/value/errors/0/code", `971`)),
		onDocument("example: result of a deletion an object", valid, set(deleted+"/deleted/value/result", `{}`)),
		onDocument("example: unknown key", "TestGeneratedClientReadsEveryExample", add(list+"/none/value/result_info", `{}`)),
		onDocument("example: unknown key of a download", "TestGeneratedClientReadsEveryExample", add(list+"/inProgress/value/result/default/eta", `5`)),
		onDocument("reference: another percentage", reference, set(list+"/both/value/result/audio/percentComplete", `1`)),
		onDocument("reference: another message", reference, set(create+"/flat/value/errors/0/message", `"another"`)),
		onDocument("reference: no pointer", reference, remove(create+"/flat/value/messages/0/source/pointer")),
		onDocument("no example of the reference", reference, remove(list+"/both")),
		onDocument("no flat example", reference, remove(create+"/flat")),
		onDocument("no example without a result", shown, remove(refused+"/withoutResult")),
		onDocument("no example with an error_chain", shown, remove(refused+"/malformedCredential")),
		onDocument("no example of a deletion", valid, remove(deleted)),
		onDocument("no example of a body", valid, remove(downloads+"/post/requestBody/content/application~1json/examples")),
	}
}
