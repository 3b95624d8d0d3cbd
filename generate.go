// Package streamdl turns Cloudflare Stream videos into files: a typed client generated from an OpenAPI
// document, and what is built around it.
//
//   - [github.com/streamdl/streamdl-go/wrapper] is the client to import.
//   - [github.com/streamdl/streamdl-go/emulator] is a fake of the service to test against.
//   - [github.com/streamdl/streamdl-go/gen] is the generated code.
//   - [github.com/streamdl/streamdl-go/openapi] is the document that it is generated from.
//
// This package itself is empty but for the pipeline: go generate validates the document, then generates
// the code. The generator runs offline, at the version that go.mod names.
package streamdl

//go:generate go run ./internal/document/validate openapi/downloads.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config openapi/models.yaml openapi/downloads.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config openapi/client.yaml openapi/downloads.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config openapi/server.yaml openapi/downloads.yaml
