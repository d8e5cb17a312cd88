package dossier

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// anyRecord draws a valid, normalized record of any kind. Its fields are found
// by reflection, so a field that is added to a record and forgotten by the
// stream cannot stay unnoticed.
func anyRecord(t *rapid.T) record.Record {
	kind := rapid.Custom(func(t *rapid.T) record.Kind {
		return record.Kind(rapid.IntRange(int(record.KindPerson), int(record.KindChangeset)).Draw(t, "kind"))
	}).Draw(t, "kind")
	r, err := record.New(kind)
	if err != nil {
		t.Fatal(err)
	}
	fillStruct(t, reflect.ValueOf(r).Elem())
	tellApart(reflect.ValueOf(r).Elem(), map[[16]byte]bool{})
	agree(t, r)
	if err := r.Validate(); err != nil {
		t.Fatalf("the test draws an invalid %s: %v", kind, err)
	}
	r.Normalize()
	return r
}

// tellApart makes the ids in a record differ from one another: nobody is distinct
// from themselves, and no list names one thing twice.
func tellApart(v reflect.Value, seen map[[16]byte]bool) {
	switch {
	case v.Kind() == reflect.Array && v.Len() == 16:
		id := v.Convert(reflect.TypeFor[[16]byte]()).Interface().([16]byte)
		for id != [16]byte{} && seen[id] {
			id[15]++
		}
		seen[id] = true
		v.Set(reflect.ValueOf(id).Convert(v.Type()))
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			tellApart(v.Field(i), seen)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			tellApart(v.Index(i), seen)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		tellApart(v.Elem(), seen)
	}
}

// mayBeEmpty is false for fields that a record cannot be without.
func mayBeEmpty(f reflect.StructField) bool {
	return strings.HasSuffix(f.Tag.Get("json"), ",omitzero")
}

func fillStruct(t *rapid.T, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			fillStruct(t, v.Field(i))
			continue
		}
		if !mayBeEmpty(f) || rapid.Bool().Draw(t, "given") {
			fill(t, f.Name, v.Field(i))
		}
	}
}

func fill(t *rapid.T, name string, v reflect.Value) {
	switch into := v.Addr().Interface().(type) {
	case *record.Date:
		*into = anyDate(t)
	case *time.Time:
		*into = time.UnixMilli(rapid.Int64Range(1, 1<<47).Draw(t, "instant")).UTC()
	case *record.Texts:
		*into = anyTexts(t)
	case *[]record.Name:
		*into = anyNames(t)
	case *uuid.UUID:
		*into = anyUUID(t)
	default:
		fillKind(t, name, v)
	}
}

func fillKind(t *rapid.T, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		fillStruct(t, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillStruct(t, v.Elem())
	case reflect.Slice:
		n := rapid.IntRange(1, 3).Draw(t, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, name, v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(rapid.ByteRange(1, 255).Draw(t, "byte")))
		}
	case reflect.Uint8:
		v.SetUint(uint64(rapid.IntRange(1, wordsOf(v)).Draw(t, "word")))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int32:
		v.SetInt(rapid.Int64Range(1, 1_000_000).Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(0, 100).Draw(t, "share"))
	case reflect.String:
		v.SetString(anyString(t, name))
	default:
		t.Fatalf("the test cannot fill a field of type %s", v.Type())
	}
}

// wordsOf is the highest value of the enumeration that v belongs to.
func wordsOf(v reflect.Value) int {
	probe := reflect.New(v.Type()).Elem()
	for n := uint64(1); ; n++ {
		probe.SetUint(n)
		if strings.HasPrefix(fmt.Sprint(probe.Interface()), "INVALID(") {
			return int(n) - 1
		}
	}
}

func anyString(t *rapid.T, field string) string {
	switch field {
	case "Slug", "FormerSlugs":
		return rapid.StringMatching(`[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}`).Draw(t, "slug")
	case "Language":
		return rapid.SampledFrom([]string{"en", "ar", "de-CH-1901"}).Draw(t, "language")
	case "SourceURL", "ArchivedAt", "SameAs":
		return rapid.SampledFrom([]string{"https://example.org/a?b=c&d=%22#e", "http://example.org/é"}).Draw(t, "address")
	}
	return rapid.SampledFrom([]string{
		"Ada", `a "b" \c`, "a\nb\tc", "</script>&", "قال \u200f", "😀\u2028", `{"record":"QUOTE"}`, "‘é’", "\U0010FFFF",
	}).Draw(t, "text")
}

func anyDate(t *rapid.T) record.Date {
	d := record.Date{Year: int16(rapid.IntRange(1, 9999).Draw(t, "year"))}
	if precision := rapid.IntRange(0, 2).Draw(t, "precision"); precision > 0 {
		d.Month = uint8(rapid.IntRange(1, 12).Draw(t, "month"))
		if precision > 1 {
			d.Day = uint8(rapid.IntRange(1, 28).Draw(t, "day"))
		}
	}
	return d
}

func anyTexts(t *rapid.T) record.Texts {
	texts := record.Texts{{Language: "en", Text: anyString(t, "Text")}, {Language: "ar", Text: anyString(t, "Text")}}
	return texts[:rapid.IntRange(1, 2).Draw(t, "texts")]
}

func anyNames(t *rapid.T) []record.Name {
	names := []record.Name{{Text: anyString(t, "Text"), Kind: record.PrimaryName}, {Text: anyString(t, "Text"), Language: "en", Kind: record.PrimaryName}, {Text: anyString(t, "Text"), Language: "ar", Kind: record.Transliteration}}
	return names[:rapid.IntRange(1, 3).Draw(t, "names")]
}

func anyUUID(t *rapid.T) (id uuid.UUID) {
	for i := range id {
		id[i] = rapid.ByteRange(1, 255).Draw(t, "byte")
	}
	return id
}

// agree makes fields fit together where a rule ties them.
func agree(t *rapid.T, r record.Record) {
	switch r := r.(type) {
	case *record.Person:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
	case *record.Institution:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
		for i := range r.Parents {
			order(&r.Parents[i].Since, &r.Parents[i].Until)
		}
	case *record.UnnamedSource:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
	case *record.Collective:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
	case *record.Affiliation:
		order(&r.Since, &r.Until)
	case *record.Document:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
		if r.Text != "" {
			r.SHA256 = record.HashOf(r.Text)
		}
	case *record.Quote:
		agreeInQuote(r)
	case *record.Correction:
		r.On = anyDate(t)
	case *record.Changeset:
		r.Request = record.Hash{}
		if r.Key != "" {
			r.Request = record.HashOf(r.Key)
		}
	case *record.Stance:
		if r.Qualified = r.Condition != ""; r.Qualified {
			r.Position = record.Opposes
		}
	case *record.Response:
		r.Claim = record.ClaimID(anyUUID(t))
	case *record.Question:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
	case *record.Claim:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
	case *record.Topic:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
	case *record.Event:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
		order(&r.Start, &r.End)
	case *record.Poll:
		agreeOnSlug(&r.Slug, r.FormerSlugs)
		order(&r.Start, &r.End)
	case *record.Review:
		r.Claim = record.ClaimID(anyUUID(t))
	}
}

func agreeOnSlug(slug *string, former []string) {
	if slices.Contains(former, *slug) {
		*slug = strings.Join(former, "-") + "-now"
	}
}

func order(since, until *record.Date) {
	if !since.IsZero() && !until.IsZero() && until.Last().Compare(since.First()) < 0 {
		*since, *until = *until, *since
	}
}

func agreeInQuote(q *record.Quote) {
	if q.Mode == record.Indirect || q.Mode == record.Editorial {
		q.Fragments = nil
	} else if q.Fragments == nil {
		q.Fragments = []string{"We will see"}
	}
	if q.Capacity == record.Personal {
		q.OnBehalfOf = record.InstitutionID{}
	}
	q.SaidOnBasis = 0
	if !q.SaidOn.IsZero() {
		q.SaidOnBasis = record.Printed
	}
	if s := q.Selector; s != nil {
		s.End = s.Start + 7
		if s.Exact != "" {
			s.End, s.SHA256 = s.Start+int32(len([]rune(s.Exact))), record.HashOf(s.Exact)
		}
	}
	if q.Selector == nil || q.Verification.TextSHA256.IsZero() || q.Verification.Copy.IsZero() {
		q.Verification.State = record.Unverified
	}
}
