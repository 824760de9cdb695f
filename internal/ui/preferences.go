package ui

// themes are the words and values of the theme switch; "" is as the system.
var themes = []Link{{"System", ""}, {"Light", "light"}, {"Dark", "dark"}}

// modules are the scripts that app.js imports, told to the browser early so that they arrive side by side.
var modules = []string{"html.js", "focus.js", "swap.js", "suggest.js", "timeline.js", "theme.js", "stepper.js", "menu.js"}

func preferencesLabel(f Frame) string {
	if f.Currency != "" {
		return f.Currency
	}
	return "Display"
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

func noticeTone(t Tone) Tone {
	if t == Neutral {
		return Info
	}
	return t
}
