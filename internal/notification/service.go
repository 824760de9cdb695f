package notification

import (
	"log/slog"
	"time"

	"rialto/gen/rialto/notification/v1/notificationv1connect"
)

// Deps are the clock and the log.
type Deps struct {
	Now func() time.Time
	Log *slog.Logger
}

// Service is the notification room.
type Service struct {
	store    Store
	orders   Orders
	users    Users
	outgoing Outgoing
	now      func() time.Time
	log      *slog.Logger
	added    chan struct{} // wakes Run when a mail was written
}

var _ notificationv1connect.NotificationServiceHandler = (*Service)(nil)

// New returns the room. Mails are written while Subscriptions are served and leave while Run runs.
func New(store Store, orders Orders, users Users, outgoing Outgoing, deps Deps) *Service {
	return &Service{store, orders, users, outgoing, deps.Now, deps.Log, make(chan struct{}, 1)}
}
