package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth is how deep objects of a row may lie in each other.
const maxDepth = 4

// jsonRows reads one JSON object a line. Objects inside are flattened with dots ("options.size"), lists of plain values
// become one text with a line for each, which category_path and image_url take apart again.
type jsonRows struct {
	from    *bufio.Reader
	line    int64
	current row
}

func newJSON(from io.Reader) *jsonRows {
	return &jsonRows{from: bufio.NewReaderSize(from, maxRowBytes), current: row{columns: map[string]int{}}}
}

func (j *jsonRows) has(string) error { return nil }

func (j *jsonRows) next() (*row, error) {
	for {
		text, err := j.nextLine()
		if err != nil {
			return nil, err
		}
		if len(text) == 0 {
			continue
		}
		clear(j.current.cells)
		j.current.line = j.line
		if err := j.read(text); err != nil {
			return nil, &badRow{j.line, err.Error()}
		}
		return &j.current, nil
	}
}

// nextLine returns the next line without white space around it. One that is too long is skipped to its end.
func (j *jsonRows) nextLine() ([]byte, error) {
	text, err := j.from.ReadSlice('\n')
	j.line++
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = j.from.ReadSlice('\n')
		}
		if err == nil || errors.Is(err, io.EOF) {
			return nil, &badRow{j.line, "is longer than 1 MiB"}
		}
	}
	if err != nil && !(errors.Is(err, io.EOF) && len(text) > 0) {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("read line %d: %w", j.line, err)
	}
	return bytes.TrimSpace(text), nil
}

func (j *jsonRows) read(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		return fmt.Errorf("is not a JSON object: %w", err)
	}
	if dec.More() {
		return errors.New("has something after its JSON object")
	}
	return j.flatten("", object, 1)
}

func (j *jsonRows) flatten(prefix string, object map[string]any, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%s: objects lie more than %d deep in each other", prefix, maxDepth)
	}
	for name, value := range object {
		name = prefix + name
		inside, isObject := value.(map[string]any)
		if isObject {
			if err := j.flatten(name+".", inside, depth+1); err != nil {
				return err
			}
			continue
		}
		if err := j.put(name, textOf(value)); err != nil {
			return err
		}
	}
	return nil
}

func (j *jsonRows) put(name, text string) error {
	at, known := j.current.columns[name]
	if !known {
		if at = len(j.current.cells); at >= maxColumns {
			return fmt.Errorf("column %.40q is one more than the %d that are read", name, maxColumns)
		}
		j.current.columns[name] = at
		j.current.cells = append(j.current.cells, "")
		if strings.HasPrefix(name, optionPrefix) {
			j.current.options = append(j.current.options, name)
		}
	}
	j.current.cells[at] = text
	return nil
}

// textOf writes a value as a CSV cell would hold it. What has no such form is empty.
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	case []any:
		lines := make([]string, 0, len(v))
		for _, item := range v {
			if text := textOf(item); text != "" {
				lines = append(lines, text)
			}
		}
		return strings.Join(lines, "\n")
	}
	return ""
}
