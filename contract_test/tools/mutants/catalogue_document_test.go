package mutants

// documentMutants are changes of what the document says and shows, apart from those that [derivedDocumentMutants] makes.
func documentMutants() []mutant {
	const (
		security = "TestDocumentDeclaresATokenAndAKeyWithAnEmail"
		headers  = "TestInvalidHeadersAreRejected"
		longest  = "TestWrapperTakesTheLongestIdentifierOfTheDocument"
		methods  = "TestEveryOperationHasAWrapperMethod"
		types    = "TestTypesOfDownloadsAreTheSameEverywhere"
		recorded = "TestRecordedResponsesReplay"
		printed  = "TestReferenceExamplesStandInTheDocument"

		list    = downloads + "/get/responses/200/content/application~1json/examples"
		create  = downloads + "/post/responses/200/content/application~1json/examples"
		refused = "/components/responses/ClientFailure/content/application~1json/examples"
		deleted = "/components/responses/Deleted/content/application~1json/examples"
	)
	return []mutant{
		// newly required
		onDocument("url required", valid, add(schema+"Download/required/-", `"url"`)),
		onDocument("result of a failure required", valid, add(schema+"FailureEnvelope/required/-", `"result"`)),
		onDocument("source required", valid, add(schema+"Message/required/-", `"source"`)),

		// wider types
		onDocument("percentComplete of any type", invalid, remove(schema+"Download/properties/percentComplete/type")),
		onDocument("percentComplete an integer", valid, set(schema+"Download/properties/percentComplete/type", `"integer"`), remove(schema+"Download/properties/percentComplete/format")),
		onDocument("url of any form", invalid, remove(schema+"Download/properties/url/format")),
		onDocument("url of any type", invalid, set(schema+"Download/properties/url", `{}`)),
		onDocument("code a number", invalid, set(schema+"Message/properties/code/type", `"number"`)),
		onDocument("message of any type", invalid, set(schema+"Message/properties/message", `{}`)),
		onDocument("documentation_url of any type", invalid, set(schema+"Message/properties/documentation_url", `{}`)),
		onDocument("pointer of any type", invalid, set(schema+"MessageSource/properties/pointer", `{}`)),
		onDocument("source of any type", invalid, set(schema+"Message/properties/source", `{}`)),
		onDocument("error_chain of any elements", invalid, set(schema+"Message/properties/error_chain/items", `{}`)),
		onDocument("errors of any elements", invalid, set(schema+"Messages/items", `{}`)),
		onDocument("errors of any type", invalid, set(schema+"Messages", `{}`)),
		onDocument("result of a deletion of any type", invalid, remove(schema+"DeleteEnvelope/properties/result/type")),
		onDocument("result of a failure of any type", invalid, set(schema+"FailureEnvelope/properties/result", `{"nullable":true}`)),
		onDocument("success may be false", invalid, remove(schema+"Succeeded/enum")),
		onDocument("failure may be a success", invalid, remove(schema+"FailureEnvelope/properties/success/enum")),
		onDocument("percentComplete nullable", invalid, add(schema+"Download/properties/percentComplete/nullable", `true`)),
		onDocument("url nullable", invalid, add(schema+"Download/properties/url/nullable", `true`)),
		onDocument("downloads nullable", invalid, add(schema+"Downloads/nullable", `true`)),
		onDocument("download nullable", invalid, add(schema+"Download/nullable", `true`)),
		onDocument("messages nullable", invalid, add(schema+"Messages/nullable", `true`)),
		onDocument("result of a deletion nullable", invalid, add(schema+"DeleteEnvelope/properties/result/nullable", `true`)),
		onDocument("result of a failure not nullable", valid, remove(schema+"FailureEnvelope/properties/result/nullable")),
		onDocument("download open", invalid, add(schema+"Download/additionalProperties", `true`)),
		onDocument("downloads open", invalid, add(schema+"Downloads/additionalProperties", `true`)),
		onDocument("list open", invalid, add(schema+"DownloadsEnvelope/additionalProperties", `true`)),
		onDocument("source open", invalid, add(schema+"MessageSource/additionalProperties", `true`)),
		onDocument("message open", recorded, add(schema+"Message/additionalProperties", `true`)),

		onDocument("percentComplete may fall", "TestWalkFindsResponsesThatContradictEachOther", remove(schema+"Download/properties/percentComplete/x-only-rises")),

		// bounds
		onDocument("no minimum of percentComplete", invalid, remove(schema+"Download/properties/percentComplete/minimum")),
		onDocument("no maximum of percentComplete", invalid, remove(schema+"Download/properties/percentComplete/maximum")),
		onDocument("minimum of percentComplete -1", invalid, set(schema+"Download/properties/percentComplete/minimum", `-1`)),
		onDocument("maximum of percentComplete 101", invalid, set(schema+"Download/properties/percentComplete/maximum", `101`)),
		onDocument("maximum of percentComplete 99", valid, set(schema+"Download/properties/percentComplete/maximum", `99`)),
		onDocument("100 percent excluded", valid, add(schema+"Download/properties/percentComplete/exclusiveMaximum", `true`)),
		onDocument("0 percent excluded", valid, add(schema+"Download/properties/percentComplete/exclusiveMinimum", `true`)),
		onDocument("no minimum of code", invalid, remove(schema+"Message/properties/code/minimum")),
		onDocument("minimum of code 900", invalid, set(schema+"Message/properties/code/minimum", `900`)),
		onDocument("code 1000 excluded", valid, set(schema+"Message/properties/code/minimum", `1001`)),
		onDocument("no minimum of chained code", invalid, remove(schema+"ChainedMessage/properties/code/minimum")),
		onDocument("account unlimited", says, remove("/components/parameters/AccountID/schema/maxLength")),
		onDocument("identifier unlimited", says, remove("/components/parameters/Identifier/schema/maxLength")),
		onDocument("account of 33 characters", longest, set("/components/parameters/AccountID/schema/maxLength", `33`)),
		onDocument("identifier of 33 characters", longest, set("/components/parameters/Identifier/schema/maxLength", `33`)),
		onDocument("identifier of 31 characters", valid, set("/components/parameters/Identifier/schema/maxLength", `31`)),
		onDocument("Retry-After may be negative", headers, remove("/components/headers/RetryAfter/schema/minimum")),
		onDocument("Retry-After may be a date", headers, set("/components/headers/RetryAfter/schema", `{"type":"string"}`)),

		// lists of values
		onDocument("another status", shown, add(schema+"DownloadStatus/enum/-", `"no-such-status"`)),
		onDocument("any status", invalid, remove(schema+"DownloadStatus/enum")),
		onDocument("no type default", types, remove(schema+"DownloadType/enum/0")),
		onDocument("no type audio", valid, remove(schema+"DownloadType/enum/1")),
		onDocument("another type", walk, add(schema+"DownloadType/enum/-", `"video"`)),
		onDocument("any type", types, remove(schema+"DownloadType/enum")),

		// other names
		onDocument("operation renamed", methods, set(downloads+"/get/operationId", `"getDownloads"`)),
		onDocument("two operations of one name", valid, set(downloads+"/get/operationId", `"createDownload"`)),

		// properties that are added
		onDocument("another property of a download", shown, add(schema+"Download/properties/error", `{"type":"string"}`)),
		onDocument("another property of a list", shown, add(schema+"DownloadsEnvelope/properties/result_info", `{"type":"object"}`)),

		// statuses
		onDocument("list: no 4XX", says, remove(downloads+"/get/responses/4XX")),
		onDocument("create: no 200", says, remove(downloads+"/post/responses/200")),
		onDocument("delete of type: no 5XX", says, remove(byType+"/delete/responses/5XX")),
		onDocument("create of type: only 404", walk, rename(byType+"/post/responses/4XX", "404")),
		onDocument("delete: only 500", says, rename(downloads+"/delete/responses/5XX", "500")),
		onDocument("list: lower case 4xx", valid, rename(downloads+"/get/responses/4XX", "4xx")),
		onDocument("create: 202 too", walk, add(downloads+"/post/responses/202", `{"$ref":"#/components/responses/Deleted"}`)),
		onDocument("delete: 204 in place of 200", says, rename(downloads+"/delete/responses/200", "204")),

		// media types
		onDocument("list: text", walk, rename(downloads+"/get/responses/200/content/application~1json", "text/plain")),
		onDocument("deleted: another JSON", walk, rename("/components/responses/Deleted/content/application~1json", "application/hal+json")),
		onDocument("failure: problem", walk, rename("/components/responses/ClientFailure/content/application~1json", "application/problem+json")),
		onDocument("body: form", body, rename(downloads+"/post/requestBody/content/application~1json", "application/x-www-form-urlencoded")),
		onDocument("create takes no body", reads, remove(downloads+"/post/requestBody")),
		onDocument("create needs a body", walk, add(downloads+"/post/requestBody/required", `true`)),
		onDocument("no Retry-After of a refusal", says, remove("/components/responses/ClientFailure/headers")),
		onDocument("no Retry-After of a failure", says, remove("/components/responses/ServerFailure/headers")),

		// security
		onDocument("no token", security, remove("/security/0")),
		onDocument("no key", security, remove("/security/1")),
		onDocument("key without e-mail", security, remove("/security/1/api_email")),
		onDocument("e-mail without key", security, remove("/security/1/api_key")),
		onDocument("nothing is enough", security, add("/security/-", `{}`)),
		onDocument("token and key together", security, set("/security", `[{"api_token":[],"api_email":[],"api_key":[]}]`)),
		onDocument("list needs no credential", security, add(downloads+"/get/security", `[]`)),
		onDocument("basic in place of bearer", security, set("/components/securitySchemes/api_token/scheme", `"basic"`)),
		onDocument("key in another header", security, set("/components/securitySchemes/api_key/name", `"X-Api-Key"`)),
		onDocument("key in the query", walk, set("/components/securitySchemes/api_key/in", `"query"`)),
		onDocument("readers may not list", says, remove(downloads+"/get/x-api-token-group/1")),
		onDocument("readers may create", says, add(downloads+"/post/x-api-token-group/-", `"Stream Read"`)),
		onDocument("no permission named", says, remove(byType+"/delete/x-api-token-group")),

		// paths and parameters
		onDocument("another base path", walk, set("/servers/0/url", `"https://api.cloudflare.com/client/v5"`)),
		onDocument("another path", walk, rename("/paths/~1accounts~1{account_id}~1stream~1{identifier}~1downloads", "/accounts/{account_id}/stream/{identifier}/download")),
		onDocument("account and identifier swapped in the path", walk, rename("/paths/~1accounts~1{account_id}~1stream~1{identifier}~1downloads", "/accounts/{identifier}/stream/{account_id}/downloads")),
		onDocument("another method", walk, rename(byType+"/delete", "put")),
		onDocument("parameter in the query", valid, set("/components/parameters/TypeOfDownload/in", `"query"`)),
		onDocument("parameter optional", valid, set("/components/parameters/Identifier/required", `false`)),
		onDocument("parameter without an example", says, remove("/components/parameters/AccountID/example")),
		onDocument("a parameter in the query is required", walk, add(downloads+"/get/parameters", `[{"in":"query","name":"page","required":true,"schema":{"type":"integer"}}]`)),
		onDocument("no summary", says, remove(downloads+"/post/summary")),
		onDocument("undeclared tag", valid, set(downloads+"/post/tags/0", `"files"`)),
		onDocument("no operation to delete", methods, remove(downloads+"/delete")),
		onDocument("another operation", methods, add(byType+"/get", `{"operationId":"getDownload","tags":["downloads"],"summary":"s","responses":{"200":{"$ref":"#/components/responses/Deleted"}}}`)),

		// the union
		onDocument("a bare download passes for an empty list", valid, remove(schema+"Downloads/not")),
		onDocument("create result anyOf in place of oneOf", shown, rename(schema+"CreateDownloadResult/oneOf", "anyOf")),
		onDocument("create result keyed only", valid, remove(schema+"CreateDownloadResult/oneOf/1")),
		onDocument("create result flat only", valid, remove(schema+"CreateDownloadResult/oneOf/0")),
		onDocument("create result anything", invalid, set(schema+"CreateDownloadResult", `{}`)),
		// examples
		onDocument("example: percentComplete text", valid, set(list+"/both/value/result/audio/percentComplete", `"0"`)),
		onDocument("example: unknown status", valid, set(list+"/inProgress/value/result/default/status", `"no-such-status"`)),
		onDocument("example: relative url", valid, set(create+"/keyed/value/result/default/url", `"/downloads/default.mp4"`)),
		onDocument("example: no success", valid, remove(create+"/keyed/value/success")),
		onDocument("example: success false", valid, set(create+"/flat/value/success", `false`)),
		onDocument("example: a failure that succeeds", valid, set(refused+"/notFound/value/success", `true`)),
		onDocument("example: code text", valid, set(refused+"/notFound/value/errors/0/code", `"10003"`)),
		onDocument("example: code under 1000", valid, set(refused+"/rateLimited/value/errors/0/code", `971`)),
		onDocument("example: result of a deletion an object", valid, set(deleted+"/deleted/value/result", `{}`)),
		onDocument("example: unknown key", reads, add(list+"/none/value/result_info", `{}`)),
		onDocument("example: unknown key of a download", reads, add(list+"/inProgress/value/result/default/eta", `5`)),
		onDocument("reference: another percentage", printed, set(list+"/both/value/result/audio/percentComplete", `1`)),
		onDocument("reference: another message", printed, set(create+"/flat/value/errors/0/message", `"another"`)),
		onDocument("reference: no pointer", printed, remove(create+"/flat/value/messages/0/source/pointer")),
		onDocument("no example of the reference", printed, remove(list+"/both")),
		onDocument("no flat example", printed, remove(create+"/flat")),
		onDocument("no example without a result", shown, remove(refused+"/withoutResult")),
		onDocument("no example with an error_chain", shown, remove(refused+"/malformedCredential")),
		onDocument("no example of a deletion", valid, remove(deleted)),
		onDocument("no example of a body", valid, remove(downloads+"/post/requestBody/content/application~1json/examples")),
	}
}
