package ui

import "strings"

// tones of the states that rooms write. A state that is not here is shown neutral, in its own word.
var tones = map[string]Tone{
	"pending": Info, "preparing": Info, "running": Info, "requires_action": Warning, "waiting": Warning, "undoing": Warning,
	"to_pick": Info, "picked": Info, "authorized": Info, "refunding": Warning, "held": Info, "queued": Info,
	"confirmed": Success, "captured": Success, "committed": Success, "sent": Success, "done": Success,
	"shipped": Brand, "handed_over": Brand, "delivered": Success, "consumed": Neutral,
	"declined": Danger, "failed": Danger, "needs_person": Danger, "expired": Warning,
}

func stateTone(status string) Tone { return tones[status] }

// stateWords turns "requires_action" into "Requires action".
func stateWords(status string) string {
	text := strings.ReplaceAll(status, "_", " ")
	if text == "" {
		return "Unknown"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// toned is the class of a tone.
func toned(t Tone) string {
	switch t {
	case Brand, Info, Success, Warning, Danger:
		return "is-" + string(t)
	}
	return "is-neutral"
}
