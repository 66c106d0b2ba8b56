package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/heemstede/grootboek/api/web"
)

// A list of structs with form:"rows" is asked as rows of fields: "cookies-0-name". Empty rows at the end are not sent on.

// spareRows are the empty rows after what is there already.
const spareRows = 5

// maxRows bounds what a form can send.
const maxRows = 250

func rowName(list string, row int, field string) string {
	return fmt.Sprintf("%s-%d-%s", list, row, field)
}

// rows are the fields of a list, row by row; the first row says what they are.
func (f formContext) rows(t reflect.StructField, v reflect.Value) []web.Field {
	var list []web.Field
	for i := range v.Len() + spareRows {
		row := reflect.New(t.Type.Elem()).Elem()
		if i < v.Len() {
			row.Set(v.Index(i))
		}
		for k := range row.NumField() {
			field := row.Type().Field(k)
			x := f.field(field, row.Field(k))
			x.Name = rowName(jsonName(t), i, jsonName(field))
			x.Label = fmt.Sprintf("%d. %s", i+1, x.Label)
			x.Optional = i >= v.Len() || x.Optional
			x.Error = f.errors[x.Name]
			list = append(list, x)
		}
	}
	return list
}

// decodeRows reads a list of rows; a row in which nothing is filled in is left out.
func decodeRows(r *http.Request, t reflect.StructField, v reflect.Value) {
	out := reflect.Zero(v.Type())
	for i := range maxRows {
		row := reflect.New(t.Type.Elem()).Elem()
		for k := range row.NumField() {
			text := oneLine(r.PostFormValue(rowName(jsonName(t), i, jsonName(row.Type().Field(k)))))
			row.Field(k).SetString(strings.TrimSpace(text))
		}
		if !row.IsZero() {
			out = reflect.Append(out, row)
		}
	}
	v.Set(out)
}
