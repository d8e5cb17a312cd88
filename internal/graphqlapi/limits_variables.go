package graphqlapi

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// coerceAll turns the variables that an operation declares into what the
// executor understands, in a new map. The executor itself does not know
// json.Number, takes a float64 for no ID, and reports a mismatch as an error of
// execution, in Go's words. A variable that is declared and left out stays out;
// one that is not declared is ignored.
func (p *planner) coerceAll(o *ast.OperationDefinition, given map[string]any) (map[string]any, *fault) {
	coerced := make(map[string]any, len(o.VariableDefinitions))
	for _, v := range o.VariableDefinitions {
		value, ok := given[v.Variable]
		if !ok {
			if v.Type.NonNull && v.DefaultValue == nil {
				return nil, faultf(codeInvalid, "variable $%s of type %s is missing", v.Variable, v.Type)
			}
			continue
		}
		c, f := p.coerce("$"+v.Variable, v.Type, value)
		if f != nil {
			return nil, f
		}
		coerced[v.Variable] = c
	}
	return coerced, nil
}

// coerce turns one value; where names it in messages.
func (p *planner) coerce(where string, t *ast.Type, value any) (any, *fault) {
	if value == nil {
		if t.NonNull {
			return nil, faultf(codeInvalid, "variable %s is null; %s is wanted", where, t)
		}
		return nil, nil
	}
	if t.Elem != nil {
		return p.coerceList(where, t, value)
	}
	definition := p.schema.Types[t.NamedType]
	if definition == nil {
		return nil, faultf(codeValidation, "variable %s has the unknown type %s", where, t.NamedType)
	}
	switch definition.Kind {
	case ast.InputObject:
		return p.coerceObject(where, definition, value)
	case ast.Enum:
		return coerceEnum(where, definition, value)
	case ast.Scalar:
		return coerceScalar(where, t.NamedType, value)
	}
	return nil, faultf(codeValidation, "variable %s has the type %s, which is no input type", where, t.NamedType)
}

// coerceList takes a single item for a list of one, as the specification has it.
func (p *planner) coerceList(where string, t *ast.Type, value any) (any, *fault) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	list := make([]any, len(items))
	for i, item := range items {
		c, f := p.coerce(where+"["+strconv.Itoa(i)+"]", t.Elem, item)
		if f != nil {
			return nil, f
		}
		list[i] = c
	}
	return list, nil
}

func (p *planner) coerceObject(where string, d *ast.Definition, value any) (any, *fault) {
	members, ok := value.(map[string]any)
	if !ok {
		return nil, mismatch(where, d.Name, value)
	}
	for name := range members {
		if d.Fields.ForName(name) == nil {
			return nil, faultf(codeInvalid, "variable %s has the field %q, which %s does not have", where, shorten(name), d.Name)
		}
	}
	object := make(map[string]any, len(members))
	for _, field := range d.Fields {
		member, ok := members[field.Name]
		if !ok {
			if field.Type.NonNull && field.DefaultValue == nil {
				return nil, faultf(codeInvalid, "variable %s.%s of type %s is missing", where, field.Name, field.Type)
			}
			continue
		}
		c, f := p.coerce(where+"."+field.Name, field.Type, member)
		if f != nil {
			return nil, f
		}
		object[field.Name] = c
	}
	return object, nil
}

func coerceEnum(where string, d *ast.Definition, value any) (any, *fault) {
	word, ok := value.(string)
	if !ok {
		return nil, mismatch(where, d.Name, value)
	}
	if d.EnumValues.ForName(word) == nil {
		return nil, faultf(codeInvalid, "variable %s is %q, which is no value of %s", where, shorten(word), d.Name)
	}
	return word, nil
}

// coerceScalar follows the input coercion of the built-in scalars; others get
// strings and booleans as they are, and numbers as float64.
func coerceScalar(where, name string, value any) (any, *fault) {
	number, isNumber := value.(json.Number)
	_, isString := value.(string)
	_, isBoolean := value.(bool)
	switch {
	case name == "String" && isString, name == "Boolean" && isBoolean, name == "ID" && isString:
		return value, nil
	case name == "ID" && isNumber:
		// An ID is a text; an integer's digits are kept, however many.
		if !strings.ContainsAny(number.String(), ".eE") {
			return number.String(), nil
		}
	case name == "Int" && isNumber:
		return coerceInt(where, number)
	case name == "Float" && isNumber:
		return coerceFloat(where, number)
	case name == "Int", name == "Float", name == "String", name == "Boolean", name == "ID":
	case isNumber:
		return coerceFloat(where, number)
	default:
		return value, nil
	}
	return nil, mismatch(where, name, value)
}

func coerceInt(where string, number json.Number) (any, *fault) {
	n, err := number.Float64()
	// 1.0 and 1e3 are whole, as clients in JavaScript have it.
	if err != nil || n != math.Trunc(n) || n < math.MinInt32 || n > math.MaxInt32 {
		return nil, faultf(codeInvalid, "variable %s is %s; an Int is a whole number of 32 bits", where, shorten(number.String()))
	}
	return int32(n), nil
}

func coerceFloat(where string, number json.Number) (any, *fault) {
	n, err := number.Float64()
	if err != nil {
		return nil, faultf(codeInvalid, "variable %s is %s, which is out of range", where, shorten(number.String()))
	}
	return n, nil
}

func mismatch(where, want string, value any) *fault {
	return faultf(codeInvalid, "variable %s is %s; %s is wanted", where, described(value), want)
}

// described names a JSON value without repeating all of it.
func described(value any) string {
	switch v := value.(type) {
	case json.Number:
		return "the number " + shorten(v.String())
	case string:
		return "the string " + strconv.Quote(shorten(v))
	case bool:
		return strconv.FormatBool(v)
	case []any:
		return "a list"
	}
	return "an object"
}

// shorten keeps messages readable that repeat a value.
func shorten(text string) string { return shortenTo(40, text) }

// shortenTo cuts a text to a number of characters, so that long requests get
// short answers.
func shortenTo(most int, text string) string {
	if len(text) <= most {
		return text
	}
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
