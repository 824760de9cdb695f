package app

import (
	"context"

	"rialto/gen/rialto/media/v1/mediav1connect"
	"rialto/internal/media"
	"rialto/internal/media/mediadb"
	"rialto/internal/platform/blob/file"
)

// startMedia keeps pictures in a folder; which of them belong together is in the room's database.
func (a *App) startMedia(ctx context.Context, m *member) error {
	db, err := a.database(ctx, "media", mediadb.Migrations())
	if err != nil {
		return err
	}
	blobs, err := file.Open(a.cfg.file("media"), a.now)
	if err != nil {
		return err
	}
	m.ends = append(m.ends, blobs.Close)
	svc, err := media.New(a.cfg.Media, mediadb.New(db), blobs)
	if err != nil {
		return err
	}
	a.here.Media = svc
	m.serve(mediav1connect.NewMediaServiceHandler(svc, handlerOptions()...))
	return nil
}
