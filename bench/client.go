package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// conn is one client's keep-alive connection. It writes requests by hand because the generator shares two cores with the
// shop: through net/http's client a whole round trip takes almost twice as long (BenchmarkClients). Used by one goroutine.
type conn struct {
	addr string
	net  net.Conn
	in   *bufio.Reader
	out  []byte
	body bytes.Buffer
}

// request is what a client sends. Empty fields are left out.
type request struct {
	method, path string
	cart         string // X-Cart-Token
	key          string // Idempotency-Key
	body         string // JSON
	gzip         bool   // the answer may come compressed; it is not unpacked
}

// answer is what came back. The body is good until the connection's next request.
type answer struct {
	status int
	cart   string
	body   []byte
}

// answerLimit is how long a client waits for an answer before it gives up.
const answerLimit = 60 * time.Second

func dial(addr string) (*conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{addr: addr, net: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

func (c *conn) close() { c.net.Close() }

// do sends a request and reads its answer.
func (c *conn) do(r request) (answer, error) {
	c.compose(r)
	if err := c.net.SetDeadline(time.Now().Add(answerLimit)); err != nil {
		return answer{}, err
	}
	if _, err := c.net.Write(c.out); err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	c.body.Reset()
	_, err = io.Copy(&c.body, res.Body)
	res.Body.Close()
	if err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	return answer{res.StatusCode, res.Header.Get("X-Cart-Token"), c.body.Bytes()}, nil
}

// want is do for requests that have one right status.
func (c *conn) want(status int, r request) (answer, error) {
	got, err := c.do(r)
	if err == nil && got.status != status {
		err = fmt.Errorf("%s %s: %d, want %d: %.500s", r.method, r.path, got.status, status, got.body)
	}
	return got, err
}

func (c *conn) compose(r request) {
	out := append(c.out[:0], r.method...)
	out = append(append(append(out, ' '), r.path...), " HTTP/1.1\r\nHost: "...)
	out = append(append(out, c.addr...), "\r\n"...)
	for _, header := range [...][2]string{{"X-Cart-Token: ", r.cart}, {"Idempotency-Key: ", r.key}} {
		if header[1] != "" {
			out = append(append(append(out, header[0]...), header[1]...), "\r\n"...)
		}
	}
	if r.gzip {
		out = append(out, "Accept-Encoding: gzip\r\n"...)
	}
	if r.body != "" {
		out = append(out, "Content-Type: application/json\r\nContent-Length: "...)
		out = append(strconv.AppendInt(out, int64(len(r.body)), 10), "\r\n"...)
	}
	c.out = append(append(out, "\r\n"...), r.body...)
}
