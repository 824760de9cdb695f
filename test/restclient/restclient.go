// Package restclient is somebody at the public API: a shopper with a bearer token, a guest with a cart token, or nobody.
// Journeys, crash tests and benchmarks use it; it knows HTTP and JSON and nothing of the rooms.
package restclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Client sends requests and fails its test when the answer is not the wanted one. Token and Cart go along if set; a cart
// token that an answer gives is kept.
type Client struct {
	T     testing.TB
	URL   string
	Token string
	Cart  string
	HTTP  *http.Client // nil: http.DefaultClient
}

// Answer is what came back, body read.
type Answer struct {
	Status int
	Header http.Header
	Body   map[string]any
	Text   string
}

// SignIn opens a session and keeps its token; a guest's cart token goes along and is then forgotten.
func (c *Client) SignIn(email, password string) {
	c.T.Helper()
	got := c.Send("POST", "/v1/sessions", map[string]any{"email": email, "password": password})
	if got.Str("token") == "" {
		c.T.Fatalf("sign in %s: %v", email, got)
	}
	c.Token, c.Cart = got.Str("token"), ""
}

// Want sends a request and fails the test if the status is another one.
func (c *Client) Want(status int, method, path string, body any, headers ...string) *Answer {
	c.T.Helper()
	got := c.Send(method, path, body, headers...)
	if got.Status != status {
		c.T.Fatalf("%s %s: %d, want %d\n%s", method, path, got.Status, status, got.Text)
	}
	return got
}

// Send sends a request; headers come in pairs. No answer fails the test.
func (c *Client) Send(method, path string, body any, headers ...string) *Answer {
	c.T.Helper()
	got, err := c.Try(method, path, body, headers...)
	if err != nil {
		c.T.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

// Try is Send for servers that may die: no answer is an error.
func (c *Client) Try(method, path string, body any, headers ...string) (*Answer, error) {
	c.T.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(c.T.Context(), method, c.URL+path, reader)
	if err != nil {
		return nil, err
	}
	if reader != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Cart != "" {
		req.Header.Set("X-Cart-Token", c.Cart)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return c.do(req)
}

func (c *Client) do(req *http.Request) (*Answer, error) {
	c.T.Helper()
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if t := res.Header.Get("X-Cart-Token"); t != "" {
		c.Cart = t
	}
	got := &Answer{Status: res.StatusCode, Header: res.Header, Text: string(text)}
	if strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &got.Body); err != nil {
			c.T.Fatalf("%s %s: not JSON: %v\n%s", req.Method, req.URL.Path, err, text)
		}
	}
	return got, nil
}

// At follows a path of keys and indices into the body: "items", 0, "price", "amount". Missing gives nil.
func (a *Answer) At(path ...any) any {
	var v any = a.Body
	for _, p := range path {
		switch key := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			l, _ := v.([]any)
			if key >= len(l) {
				return nil
			}
			v = l[key]
		}
	}
	return v
}

// Str returns a JSON string, "" for anything else.
func (a *Answer) Str(path ...any) string {
	s, _ := a.At(path...).(string)
	return s
}

// Num returns a JSON number as whole units.
func (a *Answer) Num(path ...any) int64 {
	f, _ := a.At(path...).(float64)
	return int64(f)
}

// List returns a JSON list, nil for anything else.
func (a *Answer) List(path ...any) []any {
	l, _ := a.At(path...).([]any)
	return l
}

// Code is the stable word of a problem.
func (a *Answer) Code() string { return a.Str("code") }

// String shows an answer in a failure message.
// Str returns a JSON string, "" for anything else.
func (a *Answer) String() string { return fmt.Sprintf("%d %s", a.Status, a.Text) }
