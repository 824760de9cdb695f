package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// echo answers with what it was asked.
func echo(t testing.TB) (addr string) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Cart-Token", r.Header.Get("X-Cart-Token")+"!")
		if r.URL.Path == "/none" {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprintf(w, "%s %s key=%s type=%s %s", r.Method, r.RequestURI, r.Header.Get("Idempotency-Key"), r.Header.Get("Content-Type"), body)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func connect(t testing.TB) *conn {
	c, err := dial(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

func TestARequestCarriesWhatItWasGiven(t *testing.T) {
	t.Parallel()
	c := connect(t)
	for _, k := range []struct {
		send request
		want string
	}{
		{request{method: "GET", path: "/v1/search?q=a+b"}, "GET /v1/search?q=a+b key= type= "},
		{request{method: "POST", path: "/x", cart: "c", key: "k", body: `{"a":1}`}, `POST /x key=k type=application/json {"a":1}`},
		{request{method: "GET", path: "/after"}, "GET /after key= type= "}, // on the same connection
	} {
		got, err := c.do(k.send)
		if err != nil {
			t.Fatal(err)
		}
		if string(got.body) != k.want || got.cart != k.send.cart+"!" || got.status != 200 {
			t.Errorf("got %d %q, cart %q, want %q", got.status, got.body, got.cart, k.want)
		}
	}
}

func TestALongAnswerArrivesWhole(t *testing.T) {
	t.Parallel()
	c := connect(t)
	long := strings.Repeat("x", 1<<20)
	got, err := c.do(request{method: "POST", path: "/", body: long})
	if err != nil || !strings.HasSuffix(string(got.body), long) {
		t.Fatalf("%d bytes, %v", len(got.body), err)
	}
}

func TestAnotherStatusIsAnErrorWithTheAnswerInIt(t *testing.T) {
	t.Parallel()
	_, err := connect(t).want(200, request{method: "GET", path: "/none"})
	if err == nil || !strings.Contains(err.Error(), "404, want 200: GET /none") {
		t.Fatalf("got %v", err)
	}
}

// BenchmarkClients compares the generator's client with net/http's; server included in both.
func BenchmarkClients(b *testing.B) {
	b.Run("own", func(b *testing.B) {
		c := connect(b)
		for b.Loop() {
			if _, err := c.do(request{method: "POST", path: "/", cart: "c", key: "k", body: `{"a":1}`}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("net/http", func(b *testing.B) {
		url := "http://" + echo(b)
		for b.Loop() {
			req, err := http.NewRequest("POST", url, strings.NewReader(`{"a":1}`))
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("X-Cart-Token", "c")
			req.Header.Set("Idempotency-Key", "k")
			req.Header.Set("Content-Type", "application/json")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadAll(res.Body); err != nil {
				b.Fatal(err)
			}
			res.Body.Close()
		}
	})
}
