package ui

// modules are the scripts that app.js imports, told to the browser early so that they arrive side by side.
var modules = []string{"html.js", "focus.js", "swap.js", "suggest.js", "timeline.js", "theme.js", "stepper.js", "menu.js"}
