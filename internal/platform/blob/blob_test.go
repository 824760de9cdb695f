package blob_test

import (
	"errors"
	"strings"
	"testing"

	"rialto/internal/platform/blob"
)

func TestSplitKey(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("0a", 32)
	kind, got, err := blob.SplitKey("product-image/" + hash)
	if err != nil || kind != "product-image" || got != hash {
		t.Errorf("got %q, %q, %v", kind, got, err)
	}
	for name, key := range map[string]string{
		"empty":             "",
		"no kind":           hash,
		"another level":     "a/b/" + hash,
		"climbing":          "../" + hash,
		"climbing in place": "image/../../etc/passwd",
		"upper case":        "image/" + strings.ToUpper(hash),
		"a short hash":      "image/" + hash[1:],
		"a line end":        "image/" + hash + "\n",
		"a long kind":       strings.Repeat("k", 33) + "/" + hash,
	} {
		if _, _, err := blob.SplitKey(key); !errors.Is(err, blob.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

func TestCheckListSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	key := "image/" + strings.Repeat("0a", 32)
	if err := blob.CheckList("image", key, blob.MaxList); err != nil {
		t.Errorf("the largest page: %v", err)
	}
	for _, c := range []struct {
		kind, after string
		limit       int
		want        string
	}{
		{"Image", "", 1, "kind"},
		{"image", "", 0, "a page of 0"},
		{"image", "", blob.MaxList + 1, "a page of 1001"},
		{"image", "nonsense", 1, "is not kind/sha256"},
		{"export", key, 1, "not of kind export"},
	} {
		err := blob.CheckList(c.kind, c.after, c.limit)
		if !errors.Is(err, blob.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
