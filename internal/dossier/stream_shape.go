package dossier

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// A fieldReader reads a value of a line into a field.
type fieldReader func(d *lineDecoder, v reflect.Value) *mistake

// lineShape is the fields of a record, or of an object in one, as the tags of
// its struct name them. It is made once, because finding them again for each
// line takes longer than reading the line.
type lineShape struct {
	names  []string
	number map[string]int
	fields []lineField
	// required has the bit of each field that must be there.
	required uint64
}

type lineField struct {
	index []int
	read  fieldReader
}

// lineShapes are the shapes of all kinds of records.
var lineShapes = sync.OnceValue(func() map[record.Kind]*lineShape {
	shapes := map[record.Kind]*lineShape{}
	for _, kind := range lineKinds() {
		rec, err := record.New(kind)
		if err != nil {
			panic(err)
		}
		s := &lineShape{number: map[string]int{}}
		s.add(discriminator, true, lineField{read: skipKind})
		s.addFields(reflect.TypeOf(rec).Elem(), nil)
		shapes[kind] = s
	}
	return shapes
})

// lineKinds leads from the word of a kind to the kind.
var lineKinds = sync.OnceValue(func() map[string]record.Kind {
	kinds := map[string]record.Kind{}
	for k := record.KindPerson; k < record.AnyActor; k++ {
		kinds[k.String()] = k
	}
	return kinds
})

func kindsInOrder() []string {
	var words []string
	for k := record.KindPerson; k < record.AnyActor; k++ {
		words = append(words, k.String())
	}
	return words
}

// skipKind passes over the kind, which is known already.
func skipKind(d *lineDecoder, _ reflect.Value) *mistake {
	_, wrong := d.text()
	return wrong
}

func (s *lineShape) add(name string, required bool, f lineField) {
	if required {
		s.required |= 1 << len(s.fields)
	}
	s.number[name] = len(s.fields)
	s.names = append(s.names, name)
	s.fields = append(s.fields, f)
}

// addFields adds the fields of a struct; those of an embedded one are its own.
func (s *lineShape) addFields(t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int(nil), index...), i)
		if f.Anonymous {
			s.addFields(f.Type, at)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		s.add(name, options != "omitzero", lineField{at, readerOf(f.Type)})
	}
}

// read reads an object into a struct.
func (s *lineShape) read(d *lineDecoder, v reflect.Value) *mistake {
	start, seen := d.at, uint64(0)
	wrong := d.each('{', '}', "an object", func() *mistake {
		at := d.at
		name, wrong := d.name()
		if wrong != nil {
			return wrong
		}
		n, known := s.number[string(name)]
		if !known || seen&(1<<n) != 0 {
			return s.refuse(at, string(name), known)
		}
		seen |= 1 << n
		if wrong := s.fields[n].set(d, v); wrong != nil {
			return wrong.within(s.names[n])
		}
		return nil
	})
	if wrong != nil || seen&s.required == s.required {
		return wrong
	}
	for n, name := range s.names {
		if s.required&^seen&(1<<n) != 0 {
			return (&mistake{at: start, message: "missing"}).within(name)
		}
	}
	return nil
}

func (s *lineShape) refuse(at int, name string, known bool) *mistake {
	if known {
		return (&mistake{at: at, message: "is here twice"}).within(name)
	}
	return (&mistake{at: at, message: "unknown field" + hint(name, s.names)}).within(clip(name))
}

func (f lineField) set(d *lineDecoder, v reflect.Value) *mistake {
	for _, i := range f.index {
		v = v.Field(i)
	}
	return f.read(d, v)
}

// readerOf is how values of a type are read. A type that is in no record yet
// ends the process at the first line, in every test, rather than being dropped.
func readerOf(t reflect.Type) fieldReader {
	switch t {
	case reflect.TypeFor[time.Time]():
		return readInstant
	case reflect.TypeFor[uuid.UUID]():
		return readUUID
	}
	if t.Kind() != reflect.Uint8 && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return readText
	}
	switch t.Kind() {
	case reflect.Uint8:
		return readWord(t)
	case reflect.String:
		return readString
	case reflect.Bool:
		return readBool
	case reflect.Int, reflect.Int32:
		return readInt
	case reflect.Float64:
		return readFloat
	case reflect.Slice:
		return readList(readerOf(t.Elem()))
	case reflect.Pointer:
		return readPointer(t.Elem())
	case reflect.Struct:
		s := &lineShape{number: map[string]int{}}
		s.addFields(t, nil)
		return s.read
	}
	panic("a record has a field of type " + t.String() + ", which record streams do not have")
}

func readString(d *lineDecoder, v reflect.Value) *mistake {
	s, wrong := d.text()
	if wrong == nil {
		v.SetString(string(s))
	}
	return wrong
}

func readBool(d *lineDecoder, v reflect.Value) *mistake {
	b, wrong := d.yes()
	v.SetBool(b)
	return wrong
}

func readInt(d *lineDecoder, v reflect.Value) *mistake {
	start := d.at
	token, wrong := d.number()
	if wrong != nil {
		return wrong
	}
	n, err := strconv.ParseInt(token, 10, v.Type().Bits())
	if err != nil {
		return &mistake{at: start, message: fmt.Sprintf("is %s; want a whole number of at most %d bits", clip(token), v.Type().Bits())}
	}
	v.SetInt(n)
	return nil
}

func readFloat(d *lineDecoder, v reflect.Value) *mistake {
	start := d.at
	token, wrong := d.number()
	if wrong != nil {
		return wrong
	}
	f, err := strconv.ParseFloat(token, 64)
	if err != nil {
		return &mistake{at: start, message: fmt.Sprintf("is %s; want a smaller number", clip(token))}
	}
	v.SetFloat(f)
	return nil
}

func readPointer(t reflect.Type) fieldReader {
	read := readerOf(t)
	return func(d *lineDecoder, v reflect.Value) *mistake {
		v.Set(reflect.New(t))
		return read(d, v.Elem())
	}
}

func readList(read fieldReader) fieldReader {
	return func(d *lineDecoder, v reflect.Value) *mistake {
		return d.each('[', ']', "a list", func() *mistake {
			n := v.Len()
			v.Grow(1)
			v.SetLen(n + 1)
			if wrong := read(d, v.Index(n)); wrong != nil {
				return wrong.within("[" + strconv.Itoa(n) + "]")
			}
			return nil
		})
	}
}

// given reads a text that says something. An id or a date that is not known is
// left out; an empty one is more likely the trace of a failed conversion.
func (d *lineDecoder) given() (text []byte, start int, wrong *mistake) {
	d.peek()
	start = d.at
	text, wrong = d.text()
	if wrong == nil && len(text) == 0 {
		wrong = &mistake{at: start, message: "is empty; write a value or leave the field out"}
	}
	return text, start, wrong
}

// readText reads ids, dates and hashes.
func readText(d *lineDecoder, v reflect.Value) *mistake {
	text, start, wrong := d.given()
	if wrong != nil {
		return wrong
	}
	into, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
	if !ok {
		return &mistake{at: start, message: "cannot be read as a text"}
	}
	if err := into.UnmarshalText(text); err != nil {
		return &mistake{at: start, message: err.Error()}
	}
	return nil
}

// readWord reads the words of an enumeration as they are written in upper case.
func readWord(t reflect.Type) fieldReader {
	values, words := map[string]uint64{}, []string(nil)
	for n := uint64(0); ; n++ {
		v := reflect.New(t).Elem()
		v.SetUint(n)
		word := fmt.Sprint(v.Interface())
		if strings.HasPrefix(word, "INVALID(") {
			break
		}
		if word != "" {
			values[word], words = n, append(words, word)
		}
	}
	return func(d *lineDecoder, v reflect.Value) *mistake {
		text, start, wrong := d.given()
		if wrong != nil {
			return wrong
		}
		n, ok := values[string(text)]
		if !ok {
			return &mistake{at: start, message: fmt.Sprintf("unknown value %q%s", clip(string(text)), hint(string(text), words))}
		}
		v.SetUint(n)
		return nil
	}
}

func readUUID(d *lineDecoder, v reflect.Value) *mistake {
	text, start, wrong := d.given()
	if wrong != nil {
		return wrong
	}
	id, err := record.ParseUUID(string(text))
	if err != nil {
		return &mistake{at: start, message: err.Error()}
	}
	v.Set(reflect.ValueOf(id))
	return nil
}

// readInstant reads a moment of RFC 3339 whose year is still one of four digits
// when it is brought to UTC, as nothing else could be written again.
func readInstant(d *lineDecoder, v reflect.Value) *mistake {
	text, start, wrong := d.given()
	if wrong != nil {
		return wrong
	}
	var t time.Time
	if err := t.UnmarshalText(text); err != nil || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		return &mistake{at: start, message: fmt.Sprintf("is %q; want a moment such as 2025-12-18T09:30:00Z", clip(string(text)))}
	}
	v.Set(reflect.ValueOf(t))
	return nil
}
