package searchindex

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A snapshot is magic, fingerprint, the core (encode.go) and a CRC-32C of all that. It lies under one of two names: Path while
// an index is open, so that it may lack acknowledged changes, and Path.clean after Close, when it holds them all.
const magic = "RIALTO search 1\n"

func cleanName(path string) string { return path + ".clean" }

// fingerprint stands for what a snapshot's numbers depend on. Ranking and price bounds are not in it: those are worked out anew.
func (c *Config) fingerprint() uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%+v", c.Text)
	for _, cur := range c.Currencies {
		fmt.Fprint(h, cur.Code)
	}
	return h.Sum64()
}

// Save writes a snapshot for the case of a crash. Changes wait meanwhile, queries do not. Without a Path it does nothing.
func (e *Embedded) Save() error { return e.save(e.cfg.Path) }

// Close ends background work and saves a snapshot that the next Open trusts. Call it after the last change; nothing after it.
func (e *Embedded) Close() error {
	e.background.Wait()
	if e.cfg.Path == "" || e.stale.Load() {
		return e.Save()
	}
	if err := e.save(cleanName(e.cfg.Path)); err != nil {
		return err
	}
	if err := os.Remove(e.cfg.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the old search snapshot: %w", err)
	}
	return nil
}

func (e *Embedded) save(path string) error {
	if e.cfg.Path == "" {
		return nil
	}
	e.write.Lock()
	defer e.write.Unlock()
	c := e.live.Load()
	c.merging.Lock() // with no writer and no merge the core stands still, and queries need no pause
	defer c.merging.Unlock()
	if err := writeFile(path, c.write); err != nil {
		return fmt.Errorf("save the search index: %w", err)
	}
	return nil
}

// writeFile replaces a file durably, or leaves it as it was.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // does nothing once renamed
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// write encodes the core. Nothing may change it meanwhile.
func (c *core) write(w io.Writer) error {
	enc := newEncoder(w)
	enc.write([]byte(magic))
	enc.u64(c.cfg.fingerprint())
	c.encode(enc)
	return enc.finish()
}

// load fills the index from the snapshot, if there is a sound one. From here on the file's name says that changes may be missing.
func (e *Embedded) load() error {
	e.live.Store(newCore(e.cfg, &e.background))
	e.stale.Store(true)
	if e.cfg.Path == "" {
		return nil
	}
	clean, err := e.takeOver()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(e.cfg.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the snapshot: %w", err)
	}
	c := newCore(e.cfg, &e.background)
	if e.problem = c.read(data); e.problem == nil {
		e.live.Store(c)
		e.stale.Store(!clean)
	}
	return nil
}

// takeOver renames a clean snapshot to the name of one in use, and reports whether there was one.
func (e *Embedded) takeOver() (bool, error) {
	err := os.Rename(cleanName(e.cfg.Path), e.cfg.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take over the snapshot: %w", err)
	}
	return true, syncDir(filepath.Dir(e.cfg.Path))
}

// read checks a snapshot's frame and decodes it. After an error the core is not to be used.
func (c *core) read(data []byte) error {
	const frame = len(magic) + 8 + 4
	if len(data) < frame || string(data[:len(magic)]) != magic {
		return errDamaged
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return errDamaged
	}
	d := &decoder{rest: body[len(magic):]}
	if d.u64() != c.cfg.fingerprint() {
		return errors.New("the snapshot was made with other text weights or currencies")
	}
	return c.decode(d)
}
