package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// JSON is the report as data, one field a line, with a line end. The names of the fields never change.
func JSON(r Report) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("report %q: %w", r.Title, err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r.Normal()); err != nil {
		return nil, fmt.Errorf("report %q: %w", r.Title, err)
	}
	return b.Bytes(), nil
}

// Parse reads what [JSON] wrote. What it does not know is an error.
func Parse(data []byte) (Report, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var r Report
	if err := d.Decode(&r); err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Report{}, errors.New("report: something stands after it")
	}
	if err := r.Check(); err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	return r, nil
}
