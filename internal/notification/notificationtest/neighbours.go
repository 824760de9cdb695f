package notificationtest

import (
	"context"
	"errors"
	"sync"

	"google.golang.org/protobuf/proto"

	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/notification"
	"rialto/internal/platform/errs"
)

// Neighbours plays order and identity from what is put into it. Safe for concurrent use once a test runs.
type Neighbours struct {
	Orders map[string]*orderv1.Order // by order id
	Emails map[int64]string          // by user id; an empty one is a guest
	Down   error                     // what every call answers when set
}

// Get is order.Get.
func (n *Neighbours) Get(_ context.Context, req *orderv1.GetRequest) (*orderv1.Order, error) {
	o := n.Orders[req.GetOrderId()]
	if n.Down != nil {
		return nil, n.Down
	}
	if o == nil || o.GetUserId() != req.GetUserId() {
		return nil, errs.NotFound("order_not_found", "No such order.")
	}
	return proto.CloneOf(o), nil
}

// GetUser is identity.GetUser.
func (n *Neighbours) GetUser(_ context.Context, req *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error) {
	email, known := n.Emails[req.GetUserId()]
	if !known {
		return nil, errs.NotFound("user_not_found", "No such user.")
	}
	return &identityv1.GetUserResponse{User: &identityv1.User{UserId: req.GetUserId(), Email: email}}, nil
}

// Post is an Outgoing that remembers what it took, by mail id.
type Post struct {
	mu       sync.Mutex
	taken    map[string]notification.Mail
	sends    int
	failures int
}

// NewPost returns an Outgoing that takes everything after it has failed so many times.
func NewPost(failures int) *Post {
	return &Post{taken: map[string]notification.Mail{}, failures: failures}
}

// Send implements notification.Outgoing.
func (p *Post) Send(_ context.Context, m notification.Mail) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sends++
	if p.failures > 0 {
		p.failures--
		return errors.New("the post office is closed")
	}
	p.taken[m.ID] = m
	return nil
}

// Taken returns how many different mails arrived, and how often Send was called.
func (p *Post) Taken() (mails, sends int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.taken), p.sends
}
