package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// file is an open import file. Its position counts bytes as they lie on disk, so that progress has a known end.
type file struct {
	disk *os.File
	read int64
	rows rows
	mark mark
}

// mark tells one state of a file from another one of the same name.
type mark struct {
	Size     int64  `json:"size"`
	Modified int64  `json:"modified"` // UTC µs
	Head     string `json:"head"`     // sha256 of the first MiB
}

// open opens a file and finds out by its content what it is: gzip by its magic bytes, JSON Lines by an opening brace.
func open(path string) (*file, error) {
	disk, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &file{disk: disk}
	if err := f.prepare(); err != nil {
		disk.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

func (f *file) prepare() error {
	if err := f.note(); err != nil {
		return err
	}
	text, err := f.text()
	if err != nil {
		return err
	}
	head, _ := text.Peek(4096)                         // an error comes again when the rows are read; what is before it counts
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) { // byte order mark of Windows programs
		text.Discard(3)
		head = head[3:]
	}
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) {
		f.rows = newJSON(text)
		return nil
	}
	f.rows, err = newCSV(text)
	return err
}

// text returns the file's text, unzipped where it must be.
func (f *file) text() (*bufio.Reader, error) {
	raw := bufio.NewReaderSize(f, 64<<10)
	magic, err := raw.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return raw, nil
	}
	unzipped, err := gzip.NewReader(raw)
	if err != nil {
		return nil, fmt.Errorf("unzip: %w", err)
	}
	return bufio.NewReaderSize(unzipped, 64<<10), nil
}

// note fills the file's mark and goes back to its start.
func (f *file) note() error {
	info, err := f.disk.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("is not a regular file")
	}
	sum := sha256.New()
	if _, err := io.CopyN(sum, f.disk, 1<<20); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	f.mark = mark{Size: info.Size(), Modified: info.ModTime().UnixMicro(), Head: hex.EncodeToString(sum.Sum(nil))}
	_, err = f.disk.Seek(0, io.SeekStart)
	return err
}

// Read counts what is read from disk.
func (f *file) Read(p []byte) (int, error) {
	n, err := f.disk.Read(p)
	f.read += int64(n)
	return n, err
}

func (f *file) close() { f.disk.Close() }
