package fault

import (
	"bytes"
	"encoding/json" // whose Number keeps a number as it was written
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// rewrite sends a response of the API that was altered.
type rewrite func(w http.ResponseWriter, status int, body []byte)

func addJSON(parse func(value string) (rewrite, error)) func(*plan, string) error {
	return func(p *plan, value string) error {
		if p.operation == Media {
			return errors.New("a file is not JSON")
		}
		send, err := parse(value)
		p.wrap(jsonLayer, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			var held *bytes.Buffer // for a body of JSON; all else passes
			var begun int
			next.ServeHTTP(&Writer{ResponseWriter: w, Head: func(status int) {
				if begun = status; strings.Contains(w.Header().Get("Content-Type"), "json") {
					held = &bytes.Buffer{}
					return
				}
				w.WriteHeader(status)
			}, Body: func(p []byte) (int, error) {
				if held != nil {
					return held.Write(p)
				}
				return w.Write(p)
			}}, r)
			if held != nil {
				send(w, begun, held.Bytes())
			}
		})
		return err
	}
}

// changing decodes a response, changes what is at the paths and encodes it again.
func changing(change func(old any) (_ any, keep bool), paths ...string) rewrite {
	return func(w http.ResponseWriter, status int, body []byte) {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		var response any
		if decoder.Decode(&response) == nil { // what isn't JSON, such as the body of another effect, stays
			for _, path := range paths {
				atPath(response, strings.Split(path, "."), change)
			}
			body, _ = json.Marshal(response) // of what was decoded it can't fail
		}
		writeBody(w, status, string(body))
	}
}

func parseSet(value string) (rewrite, error) {
	path, text, ok := strings.Cut(value, "=")
	if !ok {
		return nil, errors.New("want path=JSON, such as result=null")
	}
	replacement, err := parseJSON(text)
	return changing(func(any) (any, bool) { return replacement, true }, path), err
}

func parseUnset(path string) (rewrite, error) {
	if path == "" {
		return nil, errors.New("want a path, such as result")
	}
	return changing(func(any) (any, bool) { return nil, false }, path), nil
}

func parseJSON(text string) (json.RawMessage, error) {
	if !json.Valid([]byte(text)) {
		return nil, fmt.Errorf("%s is not JSON", text)
	}
	return json.RawMessage(text), nil
}

func parseState(value string) (rewrite, error) {
	return parseDownloadField("status")(strconv.Quote(value))
}

// parseDownloadField sets a field of every download, in either shape of the response.
func parseDownloadField(field string) func(value string) (rewrite, error) {
	return func(value string) (rewrite, error) {
		replacement, err := parseJSON(value)
		replace := func(old any) (any, bool) { return replacement, old != nil }
		return changing(replace, "result."+field, "result.*."+field), err
	}
}

func parseDuplicate(key string) (rewrite, error) {
	name, err := json.Marshal(key)
	return func(w http.ResponseWriter, status int, body []byte) {
		if rest, isObject := bytes.CutPrefix(body, []byte("{")); isObject {
			body = fmt.Appendf(nil, "{%s:null,%s", name, rest)
		}
		writeBody(w, status, string(body))
	}, err
}

func parseResponseSize(value string) (rewrite, error) {
	size, err := parseSize(value)
	return func(w http.ResponseWriter, status int, body []byte) {
		head, tail, padding := body, "", filler(' ')
		if rest, ok := bytes.CutSuffix(body, []byte(`"messages":[]}`)); ok {
			head, tail, padding = append(rest, `"messages":[{"code":1000,"message":"`...), `"}]}`, 'x'
		}
		missing := max(size-int64(len(head)+len(tail)), 0)
		promise(w.Header(), int64(len(head)+len(tail))+missing)
		w.WriteHeader(status)
		longer := io.MultiReader(bytes.NewReader(head), io.LimitReader(padding, missing), strings.NewReader(tail))
		_, _ = io.Copy(w, longer) // fails only when the client has left
	}, err
}

// atPath changes the values at a path of keys and indexes, in which * is all of them. What the change
// doesn't keep is removed. Only the last key may be new.
func atPath(value any, path []string, change func(old any) (_ any, keep bool)) (_ any, keep bool) {
	if len(path) == 0 {
		return change(value)
	}
	step, rest := path[0], path[1:]
	switch value := value.(type) {
	case map[string]any:
		if _, exists := value[step]; !exists && step != "*" && len(rest) == 0 {
			value[step] = nil
		}
		for key, old := range value {
			if step != "*" && step != key {
				continue
			}
			if changed, keep := atPath(old, rest, change); keep {
				value[key] = changed
			} else {
				delete(value, key)
			}
		}
	case []any:
		for i := range value {
			if step == "*" || step == strconv.Itoa(i) {
				value[i], _ = atPath(value[i], rest, change)
			}
		}
	}
	return value, true
}
