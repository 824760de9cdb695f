package searchindex

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"math"
)

// errDamaged says that a snapshot is not what was written.
var errDamaged = errors.New("the snapshot is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encoder writes little-endian numbers and length-prefixed lists and sums them up. The first error sticks.
type encoder struct {
	w       *bufio.Writer
	sum     hash.Hash32
	scratch [8]byte
	err     error
}

func newEncoder(w io.Writer) *encoder {
	return &encoder{w: bufio.NewWriterSize(w, 1<<20), sum: crc32.New(castagnoli)}
}

func (e *encoder) write(b []byte) {
	if e.err == nil {
		e.sum.Write(b)
		_, e.err = e.w.Write(b)
	}
}

func (e *encoder) u64(x uint64) { e.write(binary.LittleEndian.AppendUint64(e.scratch[:0], x)) }

func (e *encoder) bytes(b []byte) {
	e.u64(uint64(len(b)))
	e.write(b)
}

func (e *encoder) text(s string) { e.bytes([]byte(s)) }

func (e *encoder) texts(list []string) {
	e.u64(uint64(len(list)))
	for _, s := range list {
		e.text(s)
	}
}

func (e *encoder) u32s(list []uint32) {
	e.u64(uint64(len(list)))
	for len(list) > 0 {
		n := min(len(list), 4096)
		b := make([]byte, 0, 4*n)
		for _, x := range list[:n] {
			b = binary.LittleEndian.AppendUint32(b, x)
		}
		e.write(b)
		list = list[n:]
	}
}

// finish appends the checksum and empties the buffer.
func (e *encoder) finish() error {
	sum := e.sum.Sum32()
	e.write(binary.LittleEndian.AppendUint32(nil, sum))
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

// decoder reads what encoder wrote. Any length that cannot be true, like any later damage, sets bad; values are then zero.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.bad, d.rest = true, nil
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// count reads a list's length and refuses one that the remaining bytes cannot hold.
func (d *decoder) count(size uint64) int {
	n := d.u64()
	if n > uint64(len(d.rest))/size || n > math.MaxUint32 {
		d.bad, d.rest = true, nil
		return 0
	}
	return int(n)
}

func (d *decoder) bytes() []byte { return append([]byte(nil), d.take(uint64(d.count(1)))...) }

func (d *decoder) text() string { return string(d.take(uint64(d.count(1)))) }

func (d *decoder) texts() []string {
	list := make([]string, d.count(8))
	for i := range list {
		list[i] = d.text()
	}
	return list
}

func (d *decoder) u32s() []uint32 {
	list := make([]uint32, d.count(4))
	b := d.take(4 * uint64(len(list)))
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return list
}
