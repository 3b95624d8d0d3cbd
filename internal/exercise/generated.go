package exercise

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
)

// Answer is what the generated client made of a reply.
type Answer struct {
	HTTP  *http.Response
	Body  []byte
	Value any // the decoded body of the declared status, such as a *gen.DownloadsEnvelope; nil if there is none
}

// Generated calls an operation through the generated client. The method is found by the operationId, and what it
// takes by the path, so that an operation which is new in the document needs no line here.
func Generated(ctx context.Context, client *gen.ClientWithResponses, op document.Operation, values map[string]string, body any, editors ...gen.RequestEditorFn) (Answer, error) {
	method, err := generatedMethod(reflect.ValueOf(client), op)
	if err != nil {
		return Answer{}, err
	}
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for _, parameter := range op.PathParameters() {
		args = append(args, reflect.ValueOf(values[parameter.Name]).Convert(method.Type().In(len(args))))
	}
	if op.RequestBody != nil {
		arg := reflect.New(method.Type().In(len(args))).Elem()
		if body != nil {
			arg.Set(reflect.ValueOf(body))
		}
		args = append(args, arg)
	}
	for _, editor := range editors {
		args = append(args, reflect.ValueOf(editor))
	}
	out := method.Call(args)
	if err, failed := out[1].Interface().(error); failed {
		return Answer{}, err
	}
	return answerOf(out[0].Elem()), nil
}

func generatedMethod(client reflect.Value, op document.Operation) (reflect.Value, error) {
	name := exported(op.OperationID) + "WithResponse"
	method := client.MethodByName(name)
	if !method.IsValid() {
		return method, fmt.Errorf("operation %s: the generated client has no method %s: run go generate", op.OperationID, name)
	}
	want := 2 + len(op.PathParameters()) // the context and the editors
	if op.RequestBody != nil {
		want++
	}
	if method.Type().NumIn() != want {
		return method, fmt.Errorf("operation %s: %s takes %d arguments, the document says %d: run go generate",
			op.OperationID, name, method.Type().NumIn(), want)
	}
	return method, nil
}

func answerOf(response reflect.Value) Answer {
	answer := Answer{
		HTTP: response.FieldByName("HTTPResponse").Interface().(*http.Response),
		Body: response.FieldByName("Body").Bytes(),
	}
	for i := range response.NumField() {
		if field := response.Field(i); strings.HasPrefix(response.Type().Field(i).Name, "JSON") && !field.IsNil() {
			answer.Value = field.Interface()
		}
	}
	return answer
}

// ReplyType is the generated type of the body of a reply.
func ReplyType(reply document.Reply) (reflect.Type, error) {
	method, err := generatedMethod(reflect.ValueOf(&gen.ClientWithResponses{}), reply.Operation)
	if err != nil {
		return nil, err
	}
	field, found := method.Type().Out(0).Elem().FieldByName("JSON" + reply.Status)
	if !found {
		return nil, fmt.Errorf("operation %s: %v has no field JSON%s: run go generate", reply.Operation.OperationID, method.Type().Out(0).Elem(), reply.Status)
	}
	return field.Type.Elem(), nil
}

func exported(id string) string {
	if id == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}
