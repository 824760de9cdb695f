package page

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// Stream sends events to a page that is open, each one a piece of HTML (https://html.spec.whatwg.org/#server-sent-events).
type Stream struct {
	page *Page
	out  *http.ResponseController
}

// Stream begins one. The page's rule must be Long; it ends when the visitor leaves or the handler returns.
func (p *Page) Stream() (*Stream, error) {
	h := p.W.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would wait for a full buffer
	p.W.WriteHeader(http.StatusOK)
	s := &Stream{page: p, out: http.NewResponseController(p.W)}
	// The server's limit on reading a request would end the stream with it.
	if err := s.out.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("begin a stream: %w", err)
	}
	return s, s.out.Flush()
}

// Send sends one event with the HTML of content.
func (s *Stream) Send(event string, content templ.Component) error {
	var html bytes.Buffer
	if content != nil {
		if err := content.Render(s.page.Ctx, &html); err != nil {
			return fmt.Errorf("make an event: %w", err)
		}
	}
	var out strings.Builder
	out.WriteString("event: " + event + "\n")
	for line := range strings.Lines(html.String() + "\n") {
		out.WriteString("data: " + strings.TrimRight(line, "\r\n") + "\n")
	}
	out.WriteString("\n")
	if _, err := s.page.W.Write([]byte(out.String())); err != nil {
		return fmt.Errorf("send an event: %w", err)
	}
	return s.out.Flush()
}

// Beat keeps the connection open through proxies that close silent ones.
func (s *Stream) Beat() error {
	if _, err := s.page.W.Write([]byte(": still here\n\n")); err != nil {
		return fmt.Errorf("send a beat: %w", err)
	}
	return s.out.Flush()
}
