package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"rialto/internal/door"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// decodeMark separates field and problem in a message that passes through Huma as text.
const decodeMark = "\x1f"

// maxPooled is the largest answer whose buffer is kept for the next one.
const maxPooled = 256 << 10

// apiVersion is that of the document: the last number grows with every change that clients need not care for.
const apiVersion = "1.0.0"

const (
	problemSchema = "#/components/schemas/Problem"
	accessKey     = "x-access" // the operation's access class, in the document
)

// newAPI makes the Huma API over the gateway's mux. Its own pages are off: operations.go has ours.
func newAPI(g *Gateway) huma.API {
	config := huma.DefaultConfig("Rialto", apiVersion)
	config.Info.Description = "The marketplace's public API. Ids are decimal strings, money is minor units with a currency, " +
		"times are RFC 3339 in UTC, errors are RFC 9457 problems with a stable `code`."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema links in answers
	format := jsonFormat()
	config.Formats = map[string]huma.Format{"application/json": format, "json": format} // the latter for problem+json
	config.Transformers = []huma.Transformer{humaProblems}
	config.RejectUnknownQueryParameters = true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer":  {Type: "http", Scheme: "bearer", Description: "The token of POST /v1/sessions."},
		"session": {Type: "apiKey", In: "cookie", Name: g.door.SessionCookie(), Description: "The same, as browsers keep it."},
		"cart":    {Type: "apiKey", In: "header", Name: door.CartTokenHeader, Description: "A guest's token, given with the first cart write; also as cookie " + g.door.CartCookie() + "."},
	}
	api := humago.New(g.mux, config)
	api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem")
	return api
}

// jsonFormat encodes into a pooled buffer, so that a value that cannot be encoded is told from a client that went away,
// and names the field where decoding fails.
func jsonFormat() huma.Format {
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			buf := pool.Get().(*bytes.Buffer)
			defer func() {
				if buf.Cap() <= maxPooled {
					pool.Put(buf)
				}
			}()
			buf.Reset()
			enc := json.NewEncoder(buf)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(v); err != nil {
				return err
			}
			w.Write(buf.Bytes()) // the client may be gone
			return nil
		},
		Unmarshal: func(text []byte, into any) error {
			err := json.Unmarshal(text, into)
			var wrong *json.UnmarshalTypeError
			var broken *json.SyntaxError
			switch {
			case errors.As(err, &wrong):
				return errors.New(wrong.Field + decodeMark + "must be " + kindWord(wrong.Type))
			case errors.As(err, &broken):
				return fmt.Errorf("%s at byte %d", broken.Error(), broken.Offset)
			}
			return err
		},
	}
}

// kindWord says what a JSON value should have been, without Go words.
func kindWord(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number, written without a decimal point, in range"
	case reflect.Float32, reflect.Float64:
		return "a number in range"
	}
	return "of another type"
}

// document completes an operation: who may call it and which problems it answers with.
func (g *Gateway) document(op *huma.Operation, r rule) {
	bearer, session, cart := map[string][]string{"bearer": {}}, map[string][]string{"session": {}}, map[string][]string{"cart": {}}
	codes := []int{http.StatusUnprocessableEntity}
	switch r.access {
	case door.Unasked:
		op.Security = []map[string][]string{}
	case door.Open:
		op.Security = []map[string][]string{{}, bearer, session, cart}
	case door.Shopper:
		op.Security = []map[string][]string{bearer, session, cart}
		codes = append(codes, http.StatusUnauthorized)
	case door.Operator:
		op.Security = []map[string][]string{bearer, session}
		codes = append(codes, http.StatusUnauthorized, http.StatusForbidden)
	}
	if r.class != "" {
		codes = append(codes, http.StatusTooManyRequests)
	}
	if r.body == jsonBody {
		codes = append(codes, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	op.Extensions = map[string]any{accessKey: string(r.access)}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	for _, code := range codes {
		op.Responses[strconv.Itoa(code)] = problemResponse(http.StatusText(code))
	}
	op.Responses["default"] = problemResponse("Any other problem")
}

func problemResponse(description string) *huma.Response {
	return &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: problemSchema}}},
	}
}

// finishDocument removes what Huma adds of its own and we do not answer with: its error model, and null for lists.
func finishDocument(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, s := range schemas {
		for _, p := range s.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
}
