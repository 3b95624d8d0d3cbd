// Package openapi holds the OpenAPI document of the Cloudflare Stream downloads API, from which
// everything else in this module is generated or against which it is checked.
package openapi

import _ "embed"

//go:embed downloads.yaml
var downloads string

// Document returns the OpenAPI document, as YAML.
func Document() []byte { return []byte(downloads) }
