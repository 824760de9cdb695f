package file_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rialto/internal/platform/blob"
	"rialto/internal/platform/blob/blobtest"
	"rialto/internal/platform/blob/file"
)

func open(t *testing.T, dir string) *file.Store {
	t.Helper()
	s, err := file.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	t.Parallel()
	blobtest.TestStore(t, func(t *testing.T) blob.Store { return open(t, t.TempDir()) })
}

func TestASecondHandleSeesTheBlob(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "not", "made", "yet")
	info, err := open(t, dir).Put(t.Context(), "image", strings.NewReader("bytes"))
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := open(t, dir).Get(t.Context(), info.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); err != nil || string(got) != "bytes" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestNothingHalfWrittenStays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Put(t.Context(), "image", strings.NewReader("bytes")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "image", blobtest.Breaks("half of it")); err == nil {
		t.Fatal("a body that breaks off was kept")
	}
	left, err := os.ReadDir(filepath.Join(dir, ".part"))
	if err != nil || len(left) != 0 {
		t.Errorf("part files left: %v, %v", left, err)
	}
}

func TestOpenClearsOnlyWhatACrashLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir)
	old, young := filepath.Join(dir, ".part", "OLD"), filepath.Join(dir, ".part", "YOUNG")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the old part is still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("a part that another process is writing was taken away: %v", err)
	}
}

func TestALinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	t.Parallel()
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	hash := strings.Repeat("ab", 32)
	if err := os.MkdirAll(filepath.Join(dir, "image", "ab"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "image", "ab", hash)); err != nil {
		t.Fatal(err)
	}
	if body, _, err := open(t, dir).Get(t.Context(), "image/"+hash); err == nil {
		body.Close()
		t.Error("read a file outside of the folder")
	}
}

func TestOpenSaysWhyAFolderCannotBeUsed(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a-file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(name, time.Now); err == nil || !strings.Contains(err.Error(), "open blob folder") {
		t.Errorf("error: %v", err)
	}
}
