package record

import (
	"fmt"
	"time"
)

// Date is a calendar date of possibly reduced precision: a year, a year and a
// month, or a full day (ISO 8601). The zero Date is unknown. Years run from 1
// to 9999. It is comparable and four bytes wide.
type Date struct {
	Year  int16
	Month uint8 // 0: only the year is known
	Day   uint8 // 0: only the month is known
}

// ParseDate reads "2025", "2025-11" or "2025-11-11" and refuses a day that the
// calendar does not have.
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if len(s) != len(layout) {
			continue
		}
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() < 1 {
			break
		}
		d := Date{Year: int16(t.Year())}
		if len(layout) >= 7 {
			d.Month = uint8(t.Month())
		}
		if len(layout) == 10 {
			d.Day = uint8(t.Day())
		}
		return d, nil
	}
	return Date{}, fmt.Errorf("%w date %q: want a day that exists, such as 2025-11-11, or 2025-11, or 2025", ErrInvalid, clip(s))
}

// DateOf is the UTC calendar day of an instant.
func DateOf(t time.Time) Date {
	y, m, d := t.UTC().Date()
	return Date{Year: int16(y), Month: uint8(m), Day: uint8(d)}
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
}

// First is the first day that the date may mean, as a full date.
func (d Date) First() Date {
	if d.IsZero() {
		return d
	}
	return Date{d.Year, max(d.Month, 1), max(d.Day, 1)}
}

// Last is the last day that the date may mean, as a full date. A date of
// reduced precision counts at its interval's end, so that "2025-11" is not
// taken for said before 15 November.
func (d Date) Last() Date {
	switch {
	case d.IsZero(), d.Day != 0:
		return d
	case d.Month == 0:
		return Date{d.Year, 12, 31}
	}
	end := time.Date(int(d.Year), time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC)
	return Date{d.Year, d.Month, uint8(end.Day())}
}

// Key is an integer that orders dates by their last day; the unknown date is 0,
// before every other.
func (d Date) Key() int32 {
	l := d.Last()
	return int32(l.Year)<<9 | int32(l.Month)<<5 | int32(l.Day)
}

// Compare orders dates by the last day they may mean.
func (d Date) Compare(other Date) int { return int(d.Key()) - int(other.Key()) }

// MarshalText writes the ISO form; an unknown date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	*d = parsed
	return err
}

// valid reports whether the fields make a date that exists.
func (d Date) valid() bool {
	if d.IsZero() {
		return true
	}
	back, err := ParseDate(d.String())
	return err == nil && back == d
}
