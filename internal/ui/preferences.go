package ui

// themes are the words and values of the theme switch; "" is as the system.
var themes = []Link{{"System", ""}, {"Light", "light"}, {"Dark", "dark"}}

func preferencesLabel(f Frame) string {
	if f.Currency != "" {
		return f.Currency
	}
	return "Display"
}
