package importer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// csvRows reads comma-separated values whose first record names the columns.
type csvRows struct {
	guard   *guard
	reader  *csv.Reader
	header  []string
	twice   []string // columns that the header names more than once
	current row
}

func newCSV(from io.Reader) (*csvRows, error) {
	g := &guard{from: from}
	g.reset()
	c := &csvRows{guard: g, reader: csv.NewReader(g)}
	c.reader.FieldsPerRecord, c.reader.ReuseRecord = -1, true
	header, err := c.reader.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty: its first line must name the columns")
	case err != nil:
		return nil, fmt.Errorf("read the header: %w", err)
	case len(header) > maxColumns:
		return nil, fmt.Errorf("the header has %d columns, at most %d are read", len(header), maxColumns)
	}
	c.readHeader(header)
	return c, nil
}

func (c *csvRows) readHeader(header []string) {
	c.current.columns = make(map[string]int, len(header))
	for i, name := range header {
		name = strings.TrimSpace(name)
		c.header = append(c.header, name)
		if _, known := c.current.columns[name]; known {
			c.twice = append(c.twice, name)
			continue
		}
		c.current.columns[name] = i
		if strings.HasPrefix(name, optionPrefix) {
			c.current.options = append(c.current.options, name)
		}
	}
}

func (c *csvRows) has(column string) error {
	if slices.Contains(c.twice, column) {
		return fmt.Errorf("the file has more than one column %q", column)
	}
	if _, known := c.current.columns[column]; !known {
		return fmt.Errorf("the file has no column %q, only %s", column, strings.Join(c.header[:min(len(c.header), 50)], ", "))
	}
	return nil
}

func (c *csvRows) next() (*row, error) {
	c.guard.reset()
	record, err := c.reader.Read()
	var parse *csv.ParseError
	switch {
	case err == nil:
		line, _ := c.reader.FieldPos(0)
		c.current.line = int64(line)
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case errors.As(err, &parse):
		return nil, &badRow{int64(parse.StartLine), fmt.Sprintf("is not CSV: %v", parse.Err)}
	case errors.Is(err, errLongRow):
		return nil, fmt.Errorf("the row after line %d %w", c.current.line, err)
	default:
		return nil, fmt.Errorf("read after line %d: %w", c.current.line, err)
	}
	if len(record) != len(c.header) {
		return nil, &badRow{c.current.line, fmt.Sprintf("has %d fields, the header has %d", len(record), len(c.header))}
	}
	c.current.cells = record
	return &c.current, nil
}
