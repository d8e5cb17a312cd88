package record

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// FieldDifference is a field in which two records differ.
type FieldDifference struct {
	// Path leads to it by the members of the JSON of records, such as
	// "names[1].text".
	Path string `json:"path"`
	// Before and After are what stands there, as JSON; empty where nothing does.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Differences are the fields in which two records of one kind differ, by path; nil
// stands for no record. Equal records have none.
func Differences(before, after Record) []FieldDifference {
	was, is := leaves(before), leaves(after)
	paths := slices.Sorted(maps.Keys(was))
	for path := range is {
		if _, both := was[path]; !both {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	var all []FieldDifference
	for _, path := range paths {
		if was[path] != is[path] {
			all = append(all, FieldDifference{path, was[path], is[path]})
		}
	}
	return all
}

// leaves are the values in a record that hold no others, by path.
func leaves(r Record) map[string]string {
	found := map[string]string{}
	if r == nil {
		return found
	}
	// A record that was stored can be written: its numbers are finite, its texts
	// valid.
	text, err := json.Marshal(r)
	var whole any
	if err == nil {
		err = json.Unmarshal(text, &whole)
	}
	if err != nil {
		found[""] = fmt.Sprintf("%q", err.Error())
		return found
	}
	gather("", whole, found)
	return found
}

func gather(path string, value any, found map[string]string) {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 {
			found[path] = "{}"
		}
		for name, member := range v {
			if path != "" {
				name = path + "." + name
			}
			gather(name, member, found)
		}
	case []any:
		if len(v) == 0 {
			found[path] = "[]"
		}
		for i, item := range v {
			gather(fmt.Sprintf("%s[%d]", path, i), item, found)
		}
	default:
		text, err := json.Marshal(v)
		if err == nil {
			found[path] = string(text)
		}
	}
}
