package record

type Difference struct{ Path, Before, After string }

func Differences(a, b Record) []Difference { return nil }
