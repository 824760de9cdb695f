package chrome

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// troubles is the record of what went wrong in a tab.
type troubles struct {
	mu       sync.Mutex
	list     []string
	expected map[int64]bool
	requests map[network.RequestID]string // what is under way, by address
}

func newTroubles() *troubles {
	return &troubles{expected: map[int64]bool{}, requests: map[network.RequestID]string{}}
}

// Troubles returns what went wrong so far: messages of the console from warnings up, exceptions nobody caught, violations
// of the content policy, requests that failed or were answered with a status from 400 up.
func (t *Tab) Troubles() []string {
	t.troubles.mu.Lock()
	defer t.troubles.mu.Unlock()
	return slices.Clone(t.troubles.list)
}

// Expect says that these statuses are what is wanted from now on.
func (t *Tab) Expect(statuses ...int64) {
	t.troubles.mu.Lock()
	defer t.troubles.mu.Unlock()
	clear(t.troubles.expected)
	for _, s := range statuses {
		t.troubles.expected[s] = true
	}
}

func (s *troubles) add(kind, format string, args ...any) {
	s.list = append(s.list, kind+": "+fmt.Sprintf(format, args...))
}

// hear is called with every event of the tab, one at a time.
func (s *troubles) hear(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		s.console(e)
	case *runtime.EventExceptionThrown:
		s.exception(e.ExceptionDetails)
	case *log.EventEntryAdded:
		s.entry(e.Entry)
	case *audits.EventIssueAdded:
		s.issue(e.Issue)
	case *network.EventRequestWillBeSent:
		s.requests[e.RequestID] = e.Request.URL
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && !s.expected[e.Response.Status] {
			s.add("status", "%d of %s", e.Response.Status, e.Response.URL)
		}
	case *network.EventLoadingFailed:
		// Leaving a page ends what it still loads: that is nobody's failure.
		if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" {
			s.add("request", "%s %s of %s", e.ErrorText, e.BlockedReason, s.requests[e.RequestID])
		}
	}
}

func (s *troubles) console(e *runtime.EventConsoleAPICalled) {
	if e.Type != "error" && e.Type != "warning" && e.Type != "assert" {
		return
	}
	var words []string
	for _, a := range e.Args {
		words = append(words, strings.TrimSpace(string(a.Value)+" "+a.Description))
	}
	s.add("console", "%s", strings.Join(words, " "))
}

func (s *troubles) exception(d *runtime.ExceptionDetails) {
	text := d.Text
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	s.add("exception", "%s (%s:%d)", text, d.URL, d.LineNumber+1)
}

// entry is what the browser itself has to say; failed requests are told apart better by their own events.
func (s *troubles) entry(e *log.Entry) {
	if e.Source != log.EntrySourceNetwork && (e.Level == log.EntryLevelError || e.Level == log.EntryLevelWarning) {
		s.add("log", "%s (%s:%d)", e.Text, e.URL, e.LineNumber+1)
	}
}

func (s *troubles) issue(i *audits.InspectorIssue) {
	if i.Details == nil || i.Details.ContentSecurityPolicyIssueDetails == nil {
		return
	}
	d := i.Details.ContentSecurityPolicyIssueDetails
	where := ""
	if at := d.SourceCodeLocation; at != nil {
		where = fmt.Sprintf(" at %s:%d", at.URL, at.LineNumber+1)
	}
	s.add("policy", "%s %s %s%s", d.ViolatedDirective, d.ContentSecurityPolicyViolationType, d.BlockedURL, where)
}
