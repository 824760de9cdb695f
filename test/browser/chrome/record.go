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

// record is what a tab's browser told of it: what went wrong, and what was fetched.
type record struct {
	mu       sync.Mutex
	troubles []string
	expected map[int64]bool
	asked    map[network.RequestID]string // addresses
	noScript bool                         // scripts are switched off: the browser refuses them, as it was told to
	fetched  []Fetched
}

func newRecord() *record {
	return &record{expected: map[int64]bool{}, asked: map[network.RequestID]string{}}
}

// Fetched is one answer: what came over the wire, headers included and compressed as it came; 0 from the cache.
type Fetched struct {
	URL   string
	Bytes float64
}

// Fetched returns every answer since the last call, in the order in which they were complete.
func (t *Tab) Fetched() []Fetched {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	got := t.record.fetched
	t.record.fetched = nil
	return got
}

// Troubles returns what went wrong so far: messages of the console from warnings up, exceptions nobody caught, violations
// of the content policy, requests that failed or were answered with a status from 400 up.
func (t *Tab) Troubles() []string {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	return slices.Clone(t.record.troubles)
}

// Expect says that these statuses are what is wanted from now on.
func (t *Tab) Expect(statuses ...int64) {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	clear(t.record.expected)
	for _, s := range statuses {
		t.record.expected[s] = true
	}
}

func (r *record) add(kind, format string, args ...any) {
	r.troubles = append(r.troubles, kind+": "+fmt.Sprintf(format, args...))
}

// hear is called with every event of the tab, one at a time.
func (r *record) hear(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		r.console(e)
	case *runtime.EventExceptionThrown:
		r.exception(e.ExceptionDetails)
	case *log.EventEntryAdded:
		r.entry(e.Entry)
	case *audits.EventIssueAdded:
		r.issue(e.Issue)
	case *network.EventRequestWillBeSent:
		r.asked[e.RequestID] = e.Request.URL
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && !r.expected[e.Response.Status] {
			r.add("status", "%d of %s", e.Response.Status, e.Response.URL)
		}
	case *network.EventLoadingFinished:
		r.fetched = append(r.fetched, Fetched{r.asked[e.RequestID], e.EncodedDataLength})
	case *network.EventLoadingFailed:
		// Leaving a page ends what it still loads: that is nobody's failure.
		left := e.Canceled || e.ErrorText == "net::ERR_ABORTED"
		if !left && !(r.noScript && e.Type == network.ResourceTypeScript) {
			r.add("request", "%s %s of %s", e.ErrorText, e.BlockedReason, r.asked[e.RequestID])
		}
	}
}

func (r *record) console(e *runtime.EventConsoleAPICalled) {
	if e.Type != "error" && e.Type != "warning" && e.Type != "assert" {
		return
	}
	var words []string
	for _, a := range e.Args {
		words = append(words, strings.TrimSpace(string(a.Value)+" "+a.Description))
	}
	r.add("console", "%s", strings.Join(words, " "))
}

func (r *record) exception(d *runtime.ExceptionDetails) {
	text := d.Text
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	r.add("exception", "%s (%s:%d)", text, d.URL, d.LineNumber+1)
}

// entry is what the browser itself has to say; failed requests are told apart better by their own events.
func (r *record) entry(e *log.Entry) {
	if e.Source != log.EntrySourceNetwork && (e.Level == log.EntryLevelError || e.Level == log.EntryLevelWarning) {
		r.add("log", "%s (%s:%d)", e.Text, e.URL, e.LineNumber+1)
	}
}

func (r *record) issue(i *audits.InspectorIssue) {
	if i.Details == nil || i.Details.ContentSecurityPolicyIssueDetails == nil {
		return
	}
	d := i.Details.ContentSecurityPolicyIssueDetails
	where := ""
	if at := d.SourceCodeLocation; at != nil {
		where = fmt.Sprintf(" at %s:%d", at.URL, at.LineNumber+1)
	}
	r.add("policy", "%s %s %s%s", d.ViolatedDirective, d.ContentSecurityPolicyViolationType, d.BlockedURL, where)
}
