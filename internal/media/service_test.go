package media_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/media"
	"rialto/internal/media/mediatest"
	"rialto/internal/platform/blob"
)

func TestAWrongSettingIsNamed(t *testing.T) {
	t.Parallel()
	if err := media.Defaults().Validate(); err != nil {
		t.Error(err)
	}
	_, err := media.New(media.Config{Decoders: 0, Waiting: 1001}, nil, nil)
	for _, says := range []string{"decoders must be between 1 and 64, not 0", "waiting must be between 0 and 1000, not 1001"} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
}

// gate holds every Put of a blob until it is opened.
type gate struct {
	*mediatest.Blobs
	open chan struct{}
}

func (g gate) Put(ctx context.Context, kind string, body io.Reader) (blob.Info, error) {
	<-g.open
	return g.Blobs.Put(ctx, kind, body)
}

func TestUploadsWaitForADeskAndTooManyAreSentAway(t *testing.T) {
	t.Parallel()
	content := asPNG(painted(8, 8, red))
	synctest.Test(t, func(t *testing.T) {
		g := gate{&mediatest.Blobs{}, make(chan struct{})}
		s, err := media.New(media.Config{Decoders: 1, Waiting: 2}, &mediatest.Memory{}, g)
		if err != nil {
			t.Fatal(err)
		}
		put := func(ctx context.Context) error {
			_, err := s.Put(ctx, &mediav1.PutRequest{Content: content})
			return err
		}
		working, waiting, impatient := make(chan error, 1), make(chan error, 1), make(chan error, 1)
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		go func() { working <- put(t.Context()) }()
		synctest.Wait()
		go func() { waiting <- put(t.Context()) }()
		go func() { impatient <- put(ctx) }()
		synctest.Wait()
		d := &desk{TB: t}
		d.is(put(t.Context()), "media_busy")
		leave()
		if err := <-impatient; err != context.Canceled {
			t.Errorf("who left got %v", err)
		}
		close(g.open)
		if err := <-working; err != nil {
			t.Error(err)
		}
		if err := <-waiting; err != nil {
			t.Error(err)
		}
		if err := put(t.Context()); err != nil {
			t.Errorf("the desks are not free again: %v", err)
		}
	})
}
