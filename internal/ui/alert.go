package ui

func alertRole(t Tone) string {
	if t == Danger || t == Warning {
		return "alert"
	}
	return "status"
}

func alertIcon(t Tone) string {
	switch t {
	case Danger, Warning:
		return "alert"
	case Success:
		return "check"
	}
	return "info"
}
