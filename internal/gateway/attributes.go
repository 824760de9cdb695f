package gateway

import (
	"encoding/json"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/platform/errs"
)

// attribute is one typed fact about a product.
type attribute struct {
	Name  string         `json:"name" minLength:"1" maxLength:"60"`
	Kind  string         `json:"kind" enum:"text,number,yes_no"`
	Value attributeValue `json:"value" doc:"Text, a number, or true and false, as kind says."`
	Unit  string         `json:"unit,omitempty" maxLength:"20" doc:"Of a number: in, kg."`
}

// attributeValue is a string, a float64 or a bool; once read from a client also what it should not be.
type attributeValue struct{ is any }

// MarshalJSON writes the bare value.
func (v attributeValue) MarshalJSON() ([]byte, error) { return json.Marshal(v.is) }

// UnmarshalJSON takes any value; the handler, which knows the kind, judges it.
func (v *attributeValue) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &v.is) }

// Schema documents the three forms.
func (attributeValue) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeNumber}, {Type: huma.TypeBoolean}}}
}

func attributeOf(a *catalogv1.Attribute) attribute {
	out := attribute{Name: a.GetName(), Kind: a.GetKind(), Unit: a.GetUnit()}
	switch a.GetKind() {
	case "number":
		out.Value.is = a.GetNumber()
	case "yes_no":
		out.Value.is = a.GetYes()
	default:
		out.Value.is = a.GetText()
	}
	return out
}

// attributesProto reads attributes and lists those whose value is not of their kind.
func attributesProto(list []attribute) ([]*catalogv1.Attribute, error) {
	var bad []errs.Field
	out := each(list, func(a attribute) *catalogv1.Attribute {
		return &catalogv1.Attribute{Name: a.Name, Kind: a.Kind, Unit: a.Unit}
	})
	for i, a := range list {
		var fits bool
		problem := "must be text"
		switch a.Kind {
		case "number":
			out[i].Number, fits = a.Value.is.(float64)
			problem = "must be a number"
		case "yes_no":
			out[i].Yes, fits = a.Value.is.(bool)
			problem = "must be true or false"
		default:
			out[i].Text, fits = a.Value.is.(string)
		}
		if !fits {
			bad = append(bad, errs.Field{Name: fmt.Sprintf("attributes[%d].value", i), Problem: problem})
		}
	}
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	return out, nil
}
