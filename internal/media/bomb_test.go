package media_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/media"
	"rialto/internal/media/mediatest"
)

// bombs are small files that ask for much. The last ones are pictures within the limits, as large as they get.
var bombs = map[string]func() []byte{
	"a GIF of 34 bytes for four gigabytes":    func() []byte { return gifOf(65535, 65535, 65535, 65535) },
	"a GIF whose frame is larger than itself": func() []byte { return gifOf(1, 1, 65535, 65535) },
	"a GIF within the limits without pixels":  func() []byte { return gifOf(4096, 4096, 4096, 4096) },
	"a PNG for ten gigabytes":                 func() []byte { return pngOf(50000, 50000, 8, 6, nil, 1<<20) },
	"a PNG with a row of 16 million":          func() []byte { return pngOf(1<<24, 1, 8, 0, nil, 1<<24) },
	"a PNG with more pixels than it says":     func() []byte { return pngOf(100, 100, 8, 6, nil, 256<<20) },
	"a PNG whose colour profile is a bomb":    func() []byte { return pngOf(100, 100, 8, 6, profile(), 40100) },
	"a PNG of 16 bits":                        func() []byte { return pngOf(4096, 4096, 16, 6, nil, 1<<20) },
	"a JPEG header for four gigabytes":        func() []byte { return headers(frame(0xc0, 65535, 65535), scan()) },
	"a progressive JPEG header":               func() []byte { return headers(frame(0xc2, 4096, 4096), scan()) },
	"a progressive JPEG within the limits":    func() []byte { return headers(oneBitCode(), frame(0xc2, 3200, 3200), emptyScans(50)) },
	"a JPEG of many passes":                   func() []byte { return headers(frame(0xc2, 3500, 3500), strings.Repeat(scan(), 700_000)) },
	"a WebP canvas of 16 million square":      func() []byte { return riff(vp8x(0x10, 1<<24, 1<<24), piece("ALPH", make([]byte, 9))) },
	"a WebP canvas within the limits":         func() []byte { return riff(vp8x(0x10, 2750, 2750), piece("ALPH", make([]byte, 9))) },
	"a lossless WebP of 25 bytes":             func() []byte { return riff(vp8l(16384, 16384, red)) },
	"a TIFF header":                           func() []byte { return []byte("II*\x00\x08\x00\x00\x00\x01\x00\x00\x01\x04\x00\xff\xff\xff\xff") },
	"the largest PNG that is taken":           largestPNG,
	"the tallest PNG that is taken":           func() []byte { return pngOf(1280, 5200, 8, 6, nil, 5200*(4*1280+1)) },
	"the largest lossless WebP that is taken": func() []byte { return riff(vp8l(2750, 2750, red)) },
	"the largest JPEG that is taken":          func() []byte { return asJPEG(painted(4096, 4096, red)) },
	many:                                      largestPNG,
}

const many = "four of the largest PNGs at once"

func largestPNG() []byte { return pngOf(4096, 4096, 8, 6, nil, 4096*(4*4096+1)) }

// profile returns a PNG's chunk that unpacks to 64 MB.
func profile() []byte {
	packed := pngOf(1, 1, 8, 0, nil, 64<<20)
	data := packed[bytes.Index(packed, []byte("IDAT"))+4 : len(packed)-16]
	return chunk("iCCP", append([]byte("p\x00\x00"), data...))
}

// oneBitCode returns a table with the code 0 for "no more bits".
func oneBitCode() string { return segment(0xc4, "\x00\x01"+strings.Repeat("\x00", 16)) }

// emptyScans returns scans of 3200 by 3200 pixels that say "no change" of every block, in one bit each.
func emptyScans(n int) string {
	const blocks = 200 * 200 * 6
	return strings.Repeat(scan()+strings.Repeat("\x00", (blocks+7)/8), n)
}

const bombKey = "RIALTO_TEST_BOMB"

// TestMain is also the child process that TestBombsTakeLittleMemory starts.
func TestMain(m *testing.M) {
	if name := os.Getenv(bombKey); name != "" {
		explode(name)
		return
	}
	os.Exit(m.Run())
}

// explode puts the file of standard input and prints by how many kilobytes the peak of this process grew.
func explode(name string) {
	content, err := io.ReadAll(os.Stdin)
	must(err)
	times := 1
	if name == many {
		times = 4
	}
	s, err := media.New(media.Config{Decoders: 2, Waiting: 20}, &mediatest.Memory{}, &mediatest.Blobs{})
	must(err)
	var wg sync.WaitGroup
	before, answers := peak(), make([]error, times)
	for i := range answers {
		wg.Go(func() { _, answers[i] = s.Put(context.Background(), &mediav1.PutRequest{Content: content}) })
	}
	wg.Wait()
	fmt.Println(peak()-before, answers[0])
}

// peak returns the most memory that this process ever had, in kilobytes.
func peak() (kilobytes int) {
	status, err := os.ReadFile("/proc/self/status")
	must(err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	_, err = fmt.Sscan(rest, &kilobytes)
	must(err)
	return kilobytes
}

// TestBombsTakeLittleMemory sends each bomb to a process of its own. A file that is refused by its headers costs nothing; one
// that is taken costs about 100 MB at most, and many at once cost twice that and some, because Go lets garbage lie about until it
// is as much as what is in use.
func TestBombsTakeLittleMemory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("SKIP memory of bombs: the peak is read from /proc")
	}
	for name, content := range bombs {
		t.Run(name, func(t *testing.T) {
			child := exec.CommandContext(t.Context(), os.Args[0])
			child.Env, child.Stdin = append(os.Environ(), bombKey+"="+name), bytes.NewReader(content())
			out, err := child.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			grew, limit := 0, 4
			if _, err := fmt.Sscan(string(out), &grew); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			switch taken := strings.Contains(string(out), "<nil>"); {
			case name == many:
				limit = 260
			case taken:
				limit = 120
			}
			t.Logf("%d MB: %s", grew>>10, out)
			if grew>>10 > limit {
				t.Errorf("grew by %d MB, more than %d", grew>>10, limit)
			}
		})
	}
}
