package quads_test

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// A filler sets every field of a record by reflection, so that a field which
// is added to a record and forgotten in its description cannot stay unnoticed.
// With t it draws arbitrary values and leaves out what may be absent; without,
// everything is set and no two fields are alike.
type filler struct {
	t *rapid.T
	n int
	// id, if set, becomes the first byte of the record's id.
	id byte
}

// required names what a valid record cannot be without, where the quads of a
// record without it are not defined.
var required = map[string]bool{
	"ID": true, "Kind": true, "Claim": true, "Position": true, "Quote": true, "SaidOn": true, "SaidOnBasis": true, "SHA256": true,
}

// newRecord is a filled and normalized record.
func (f *filler) newRecord(kind record.Kind) record.Record {
	r, err := record.New(kind)
	if err != nil {
		panic(err)
	}
	v := reflect.ValueOf(r).Elem()
	f.fill(v)
	if f.id != 0 {
		v.FieldByName("ID").Index(0).SetUint(uint64(f.id))
	}
	r.Normalize()
	return r
}

func (f *filler) fill(v reflect.Value) {
	switch at := v.Addr().Interface().(type) {
	case *record.Date:
		*at = f.date()
		return
	case *time.Time:
		*at = time.UnixMilli(int64(f.number(0, 1<<41))).UTC()
		return
	case *record.NameKind:
		*at = record.NameKind(f.number(1, 4))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.fillStruct(v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		f.fillSlice(v)
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(f.number(1, 255)))
		}
	default:
		f.fillScalar(v)
	}
}

func (f *filler) fillStruct(v reflect.Value) {
	undated := false
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if f.t != nil && strings.HasPrefix(name, "SaidOn") {
			// A date of speaking and its basis come together or not at all.
			if name == "SaidOn" {
				undated = f.number(0, 3) == 0
			}
			if undated {
				continue
			}
		}
		switch {
		case name == "Language":
			v.Field(i).SetString(f.language())
		case f.t == nil || required[name] || f.number(0, 3) > 0:
			f.fill(v.Field(i))
		}
	}
}

func (f *filler) fillSlice(v reflect.Value) {
	n := 3
	if f.t != nil {
		n = f.number(0, 4)
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		f.fill(v.Index(i))
	}
}

func (f *filler) fillScalar(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.text())
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(uint64(f.number(1, lastWord(v))))
	case reflect.Int, reflect.Int32:
		v.SetInt(int64(f.number(1, 1<<30)))
	case reflect.Float64:
		v.SetFloat(float64(f.number(1, 1000)) / 10)
	default:
		panic(fmt.Sprintf("a record has a field of type %s, which the tests cannot fill", v.Type()))
	}
}

// lastWord is the highest value of the enumeration that v belongs to.
func lastWord(v reflect.Value) int {
	probe := reflect.New(v.Type()).Elem()
	for n := 0; ; n++ {
		probe.SetUint(uint64(n + 1))
		if strings.HasPrefix(fmt.Sprint(probe.Interface()), "INVALID(") {
			return n
		}
	}
}

// number is from least to most; without t, numbers differ as long as they can.
func (f *filler) number(least, most int) int {
	if f.t != nil {
		return rapid.IntRange(least, most).Draw(f.t, "number")
	}
	f.n++
	return least + f.n%(most-least+1)
}

func (f *filler) language() string {
	return []string{"ar", "de-CH-1901", "en", "zh-Hant"}[f.number(0, 3)]
}

func (f *filler) text() string {
	if f.t != nil {
		return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"en", "https://example.org/a?b=c#d", "urn:uuid:0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e",
			"a\"b\\c\nd\te\x00\x1f\x7f", "</script>", "قال \u200f", "😀", `{"mode":"DIRECT"}`, "[", " ",
		})).Draw(f.t, "text")
	}
	f.n++
	return fmt.Sprintf("text-%d", f.n)
}

func (f *filler) date() record.Date {
	d := record.Date{Year: int16(f.number(1, 9999))}
	if precision := f.number(0, 2); f.t == nil || precision > 0 {
		d.Month = uint8(f.number(1, 12))
		if f.t == nil || precision > 1 {
			d.Day = uint8(f.number(1, 28))
		}
	}
	return d
}

// kinds is every kind of record.
func kinds() []record.Kind {
	var all []record.Kind
	for k := record.KindPerson; k <= record.KindChangeset; k++ {
		all = append(all, k)
	}
	return all
}
