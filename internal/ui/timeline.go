package ui

import "time"

// Stage is how far a step is. Ahead is the default.
type Stage string

// Stages of steps.
const (
	Ahead   Stage = ""
	Current Stage = "current"
	Done    Stage = "done"
	Failed  Stage = "failed"
)

// Step is one of a Timeline or of Steps.
type Step struct {
	Text   string
	Detail string
	At     time.Time // zero = not yet, or not known
	Href   string    // Steps only: where a step that is done can be changed
	Stage  Stage
}

func (s Stage) class() string { return "step-" + or(string(s), "ahead") }

// words are said of a step, where others see a mark.
func (s Stage) words() string {
	switch s {
	case Done:
		return "Done: "
	case Current:
		return "Now: "
	case Failed:
		return "Failed: "
	}
	return "Still to come: "
}

func (s Stage) icon() string {
	switch s {
	case Done:
		return "check"
	case Failed:
		return "close"
	}
	return ""
}
