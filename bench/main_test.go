package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestHelpNamesEverySectionAndFlag(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if code := command([]string{"--help"}, &out, &out); code != 0 {
		t.Errorf("exit status %d", code)
	}
	for _, s := range sections {
		if !strings.Contains(out.String(), "  "+s.name+" ") {
			t.Errorf("section %s is not in the help", s.name)
		}
	}
	for _, flag := range []string{"-only", "-quick", "-json", "-dir", "-import", "-build", "-profile", "-lines"} {
		if !strings.Contains(out.String(), flag+" ") && !strings.Contains(out.String(), flag+"\n") {
			t.Errorf("flag %s is not in the help:\n%s", flag, out.String())
		}
	}
}

func TestMistakesOnTheCommandLineAreSaidAtOnce(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"--only order":      `no section "order"`,
		"orders":            `"orders" is no flag`,
		"--lines 0":         "--lines must be between 1 and 50",
		"--no-such-flag":    "no-such-flag",
		"--only orders,xyz": `no section "xyz"`,
	} {
		var out bytes.Buffer
		if code := command(strings.Fields(line), &out, &out); code != 2 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit status %d, %s", line, code, out.String())
		}
	}
}

func TestWhichSectionsRun(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"":                     "size ready memory reservations reads orders purchases bare",
		"--build":              "size build ready memory reservations reads orders purchases bare",
		"--only bare,orders":   "orders bare",
		"--only build --quick": "build",
	} {
		o, err := parse(strings.Fields(line), &bytes.Buffer{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range sections {
			if o.picks(s) {
				got = append(got, s.name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q runs %v, want %s", line, got, want)
		}
	}
}
