package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// events of two packages: one test passes, one fails, one is skipped.
const mixed = `{"Action":"start","Package":"a"}
{"Action":"run","Package":"a","Test":"TestGood"}
{"Action":"output","Package":"a","Test":"TestGood","Output":"    a_test.go:5: noise\n"}
{"Action":"pass","Package":"a","Test":"TestGood","Elapsed":0.1}
{"Action":"output","Package":"a","Test":"TestBad","Output":"    a_test.go:7: 2 and 2 is 5\n"}
{"Action":"fail","Package":"a","Test":"TestBad","Elapsed":0.1}
{"Action":"fail","Package":"a","Elapsed":0.3}
{"Action":"output","Package":"b","Test":"TestServer","Output":"=== RUN   TestServer\n"}
{"Action":"output","Package":"b","Test":"TestServer","Output":"    sqldbtest.go:74: SKIP postgres: no server\n"}
{"Action":"output","Package":"b","Test":"TestServer","Output":"--- SKIP: TestServer (0.00s)\n"}
{"Action":"skip","Package":"b","Test":"TestServer","Elapsed":0}
{"Action":"output","Package":"b","Output":"PASS\n"}
{"Action":"pass","Package":"b","Elapsed":0.2}
`

const skipOnly = `{"Action":"pass","Package":"b","Test":"TestOther"}
{"Action":"output","Package":"b","Test":"TestServer","Output":"    x_test.go:1: no server\n"}
{"Action":"skip","Package":"b","Test":"TestServer"}
{"Action":"pass","Package":"b"}
`

const notBuilt = `{"ImportPath":"c","Action":"build-output","Output":"c.go:1: syntax error\n"}
{"ImportPath":"c","Action":"build-fail"}
{"Action":"start","Package":"c"}
{"Action":"output","Package":"c","Output":"FAIL\tc [build failed]\n"}
{"Action":"fail","Package":"c","Elapsed":0,"FailedBuild":"c"}
`

const panicked = `{"Action":"pass","Package":"d","Test":"TestFirst"}
{"Action":"output","Package":"d","Test":"TestSecond","Output":"panic: at the disco\n"}
{"Action":"fail","Package":"d","Elapsed":1}
`

func TestRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events    string
		err       error
		noSkip    bool
		arguments []string
		status    int
		want      []string
		not       string
	}{
		"a failure fails and shows its words": {
			events: mixed, arguments: []string{"./..."}, status: 1,
			want: []string{"2 and 2 is 5", "1 passed, 1 failed, 1 skipped", "SKIP  1 × SKIP postgres: no server (first: b TestServer)", "ok    b"},
			not:  "noise",
		},
		"a skip is counted and passes":       {events: skipOnly, arguments: []string{"./..."}, want: []string{"1 passed, 0 failed, 1 skipped"}},
		"a skip fails where none may be":     {events: skipOnly, arguments: []string{"./..."}, noSkip: true, status: 1, want: []string{"what is skipped has failed"}},
		"what cannot be tried is a skip":     {events: skipOnly, arguments: []string{"-skip", "race: no gcc", "./..."}, want: []string{"2 skipped", "race: no gcc"}},
		"a package that does not build":      {events: notBuilt, arguments: []string{"./..."}, status: 1, want: []string{"syntax error", "0 passed, 1 failed"}},
		"a panic shows what was said":        {events: panicked, arguments: []string{"./..."}, status: 1, want: []string{"at the disco", "1 passed, 1 failed"}},
		"nothing that ran is no success":     {events: "", arguments: []string{"./..."}, status: 1, want: []string{"0 passed"}},
		"go itself fails":                    {events: skipOnly, err: errors.New("exit status 2"), arguments: []string{"./..."}, status: 1, want: []string{"exit status 2"}},
		"two runs are counted together":      {events: skipOnly, arguments: []string{"./...", "--", "-race", "./a"}, want: []string{"2 passed, 0 failed, 2 skipped", "go test [-race ./a]"}},
		"words that are no event are passed": {events: "go: downloading x\n" + skipOnly, arguments: []string{"./..."}, want: []string{"go: downloading x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			status := run(c.arguments, c.noSkip, &out, func(_ []string, read func(io.Reader) error) error {
				return errors.Join(read(strings.NewReader(c.events)), c.err)
			})
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is missing", want)
				}
			}
			if c.not != "" && strings.Contains(out.String(), c.not) {
				t.Errorf("%q should not be shown", c.not)
			}
			if t.Failed() {
				t.Log(out.String())
			}
		})
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	groups, skips := split([]string{"-skip", "no gcc", "-timeout", "9m", "./...", "--", "--", "-race", "./a"})
	if !slices.Equal(skips, []string{"no gcc"}) || len(groups) != 2 || !slices.Equal(groups[0], []string{"-timeout", "9m", "./..."}) ||
		!slices.Equal(groups[1], []string{"-race", "./a"}) {
		t.Errorf("groups %v, skips %v", groups, skips)
	}
}
