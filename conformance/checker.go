package conformance

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

// Checker checks exchanges by a document. It is immutable and safe for concurrent use.
type Checker struct {
	doc      *openapi3.T
	basePath string
	paths    []path
}

// Option sets up a [Checker].
type Option func(*config)

type config struct {
	document   []byte  // nil is the one of this module
	basePath   *string // nil is the one of the document; an empty one is the root of the host
	undeclared bool
}

// WithDocument checks by another document than the one of this module. It is given as YAML or JSON.
func WithDocument(document []byte) Option {
	return func(c *config) { c.document = append([]byte{}, document...) }
}

// WithBasePath says where the API begins on the host, such as "/v4", or "" for the root of the host. It is
// "/client/v4" by default, as on the real service. A request to another path is not checked.
func WithBasePath(path string) Option {
	path = strings.TrimSuffix(path, "/")
	return func(c *config) { c.basePath = &path }
}

// AllowUndeclared lets properties pass that the document does not name, as a service may add some.
func AllowUndeclared() Option { return func(c *config) { c.undeclared = true } }

// New returns a checker. It fails if the document is not valid.
func New(options ...Option) (*Checker, error) {
	var config config
	for _, option := range options {
		option(&config)
	}
	doc, err := config.load()
	if err != nil {
		return nil, fmt.Errorf("conformance: %w", err)
	}
	if config.basePath == nil {
		declared, err := basePath(doc)
		if err != nil {
			return nil, fmt.Errorf("conformance: %w", err)
		}
		config.basePath = &declared
	}
	return &Checker{doc: doc, basePath: *config.basePath, paths: splitPaths(doc)}, nil
}

func (c config) load() (*openapi3.T, error) {
	if c.document == nil {
		return own[c.undeclared]()
	}
	return load(c.document, c.undeclared)
}

// own is the document of this module, open and closed: it takes long to read, is read by every test that calls New, and is
// not changed by anybody.
var own = map[bool]func() (*openapi3.T, error){
	true:  sync.OnceValues(func() (*openapi3.T, error) { return load(openapi.Document(), true) }),
	false: sync.OnceValues(func() (*openapi3.T, error) { return load(openapi.Document(), false) }),
}

func load(text []byte, undeclared bool) (*openapi3.T, error) {
	doc, err := document.Load(text)
	if err == nil && !undeclared {
		err = closeObjects(doc)
	}
	return doc, err
}

func basePath(doc *openapi3.T) (string, error) {
	if len(doc.Servers) == 0 {
		return "", errors.New("the document names no server: give WithBasePath")
	}
	server, err := url.Parse(doc.Servers[0].URL)
	if err != nil {
		return "", fmt.Errorf("server of the document: %w", err)
	}
	return strings.TrimSuffix(server.Path, "/"), nil
}

// closeObjects makes every object schema refuse the properties that it does not name. An object in the
// document is open, so that a client takes what a newer service adds.
func closeObjects(doc *openapi3.T) error {
	closed := false
	return doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		if ref.Value != nil && ref.Value.Type.Is(openapi3.TypeObject) && ref.Value.AdditionalProperties.Has == nil {
			ref.Value.AdditionalProperties.Has = &closed
		}
		return nil
	})
}
