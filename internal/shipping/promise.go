package shipping

import "time"

// arrival is when an order placed now is promised to be there. All of it is in UTC and in business days (Monday to Friday;
// holidays are not known): an order after the cutoff hour, or on a weekend, counts as placed on the next business day; it is
// handed to the carrier `handling` business days later and travels `transit` business days more.
func (s *Service) arrival(placed time.Time, handling, transit int) time.Time {
	placed = placed.UTC()
	day := time.Date(placed.Year(), placed.Month(), placed.Day(), s.cfg.ArriveHour, 0, 0, 0, time.UTC)
	if weekend(day) || placed.Hour() >= s.cfg.CutoffHour {
		day = addBusinessDays(day, 1)
	}
	return addBusinessDays(day, handling+transit)
}

func addBusinessDays(day time.Time, n int) time.Time {
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if !weekend(day) {
			n--
		}
	}
	return day
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
