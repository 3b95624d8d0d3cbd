// Package calls makes the calls of the document for the contract tests: through the generated client, whose methods
// it finds by the names of the operations, and through the wrapper.
package calls

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
)

// Response is what the generated client made of a response.
type Response struct {
	HTTP  *http.Response
	Body  []byte
	Value any // the decoded body of the declared status, such as a *gen.DownloadsEnvelope; nil if there is none
}

// Generated calls an operation through the generated client, with a body as encoding/json decodes one, or none. The
// method is found by the operationId and filled in by the parameters, so that a new operation needs no line here.
func Generated(ctx context.Context, client *gen.ClientWithResponses, op document.Operation, arguments Arguments, body any, editors ...gen.RequestEditorFn) (Response, error) {
	method, err := generatedMethod(reflect.ValueOf(client), op)
	if err != nil {
		return Response{}, err
	}
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for _, parameter := range op.PathParameters() {
		if arguments[parameter.Name] == nil {
			return Response{}, fmt.Errorf("operation %s: the parameter %s has no example: give it one in openapi/downloads.yaml", op.OperationID, parameter.Name)
		}
		in = append(in, reflect.ValueOf(arguments[parameter.Name]).Convert(method.Type().In(len(in))))
	}
	if len(op.QueryParameters()) > 0 {
		query := map[string]any{}
		for _, parameter := range op.QueryParameters() {
			if value, given := arguments[parameter.Name]; given {
				query[parameter.Name] = value
			}
		}
		if in, err = appendAs(in, method.Type(), query); err != nil {
			return Response{}, fmt.Errorf("operation %s: query parameters: %w", op.OperationID, err)
		}
	}
	if op.RequestBody != nil {
		if in, err = appendAs(in, method.Type(), body); err != nil {
			return Response{}, fmt.Errorf("operation %s: body: %w", op.OperationID, err)
		}
	}
	for _, editor := range editors {
		in = append(in, reflect.ValueOf(editor))
	}
	out := method.Call(in)
	if err, failed := out[1].Interface().(error); failed {
		return Response{}, err
	}
	return responseOf(out[0].Elem()), nil
}

// appendAs appends a value as the type of the next argument of a method.
func appendAs(in []reflect.Value, method reflect.Type, value any) ([]reflect.Value, error) {
	typed := reflect.New(method.In(len(in)))
	text, err := json.Marshal(value)
	if err == nil && value != nil {
		err = json.Unmarshal(text, typed.Interface())
	}
	return append(in, typed.Elem()), err
}

func generatedMethod(client reflect.Value, op document.Operation) (reflect.Value, error) {
	name := methodName(op.OperationID)
	method := client.MethodByName(name)
	if !method.IsValid() {
		return method, fmt.Errorf("operation %s: the generated client has no method %s: run go generate on all packages", op.OperationID, name)
	}
	want := 2 + len(op.PathParameters()) // the context and the editors
	if len(op.QueryParameters()) > 0 {
		want++
	}
	if op.RequestBody != nil {
		want++
	}
	if method.Type().NumIn() != want {
		return method, fmt.Errorf("operation %s: %s takes %d arguments, the document says %d: run go generate on all packages",
			op.OperationID, name, method.Type().NumIn(), want)
	}
	return method, nil
}

func methodName(operationID string) string {
	if operationID == "" {
		return ""
	}
	return strings.ToUpper(operationID[:1]) + operationID[1:] + "WithResponse"
}

func responseOf(generated reflect.Value) Response {
	response := Response{
		HTTP: generated.FieldByName("HTTPResponse").Interface().(*http.Response),
		Body: generated.FieldByName("Body").Bytes(),
	}
	for i := range generated.NumField() {
		if field := generated.Field(i); strings.HasPrefix(generated.Type().Field(i).Name, "JSON") && !field.IsNil() {
			response.Value = field.Interface()
		}
	}
	return response
}
