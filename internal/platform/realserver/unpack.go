//go:build linux

package realserver

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/ulikunitz/xz"
)

// unpackLimit bounds what an archive may grow to (18.6.0: 60 MB).
const unpackLimit = 500 << 20

// unpack finds the one .txz in a jar and unpacks it into the new folder dir.
func unpack(jar, dir string) error {
	z, err := zip.OpenReader(jar)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".txz") {
			continue
		}
		body, err := f.Open()
		if err != nil {
			return err
		}
		defer body.Close()
		plain, err := xz.NewReader(body)
		if err != nil {
			return err
		}
		return untar(io.LimitReader(plain, unpackLimit), dir)
	}
	return errors.New("there is no .txz in it")
}

// untar writes an archive's folders, files and links. os.Root keeps each of them inside dir, also by
// way of links that the archive itself brings.
func untar(r io.Reader, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	entries := tar.NewReader(r)
	for {
		h, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := untarOne(root, h, entries); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
}

func untarOne(root *os.Root, h *tar.Header, body io.Reader) error {
	name := path.Clean(h.Name)
	if h.Typeflag == tar.TypeDir {
		return root.MkdirAll(name, 0o755)
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	switch h.Typeflag {
	case tar.TypeSymlink:
		return root.Symlink(h.Linkname, name)
	case tar.TypeReg:
		// Others must be able to read: the server runs under another account than the fetcher.
		mode := os.FileMode(h.Mode)&0o755 | 0o444
		f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, body)
		return errors.Join(err, f.Close())
	}
	return fmt.Errorf("an entry of type %q is not expected here", h.Typeflag)
}
