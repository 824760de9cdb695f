package mediatest_test

import (
	"testing"

	"rialto/internal/media"
	"rialto/internal/media/mediatest"
	"rialto/internal/platform/blob"
	"rialto/internal/platform/blob/blobtest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	mediatest.TestStore(t, func(t *testing.T, run func(*testing.T, func() media.Store)) {
		m := &mediatest.Memory{}
		run(t, func() media.Store { return m })
	})
}

func TestBlobs(t *testing.T) {
	t.Parallel()
	blobtest.TestStore(t, func(*testing.T) blob.Store { return &mediatest.Blobs{} })
}
