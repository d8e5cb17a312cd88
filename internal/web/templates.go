package web

import (
	"embed"
	"fmt"
	"html/template"
)

//go:embed templates
var templateFiles embed.FS

// parseTemplates reads all templates for one tongue, whose words their functions
// speak: a template that is drawn need not be told its language.
func parseTemplates(t *tongue, a *assets, prefix string) (*template.Template, error) {
	functions := template.FuncMap{
		"t":      t.say,
		"count":  t.count,
		"fill":   t.fill,
		"split":  t.split,
		"asset":  a.address,
		"prefix": func() string { return prefix },
		"tongue": func() *tongue { return t },
		"dict":   func(pairs ...any) (map[string]any, error) { return dictionary(pairs) },
	}
	all, err := template.New("").Option("missingkey=error").Funcs(functions).ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return all, nil
}

// dictionary joins names and values, for a template that another calls with more
// than one thing.
func dictionary(pairs []any) (map[string]any, error) {
	d := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("template argument %d: %v is no name", i, pairs[i])
		}
		d[name] = pairs[i+1]
	}
	return d, nil
}
