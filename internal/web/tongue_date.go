package web

import (
	"fmt"

	"onrecord/internal/record"
)

// date is a date in words, in the precision that is known: what is missing is
// left out and never made up.
func (t *tongue) date(d record.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprint(d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%s %d", t.month(d.Month), d.Year)
	}
	return fmt.Sprintf("%d %s %d", d.Day, t.month(d.Month), d.Year)
}

func (t *tongue) month(n uint8) string {
	return t.messages[fmt.Sprintf("month.%d", n)]["other"]
}
