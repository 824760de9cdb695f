package order

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Check implements the contract. It judges I11 (sums), I12 (refunds), I15 (one order per key), I16 (history) and I18 (one event per
// version), and states facts: "order" (I6, I8), "bought" (id = the accepted
// quote's, amount = the total, for I24) and, once it is sold, "units" (amount = those of parcels that were not canceled, for I4 and I5).
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	after, err := auditCursor(req.GetCursor())
	if err != nil {
		return nil, err
	}
	limit := int(req.GetLimit())
	if limit <= 0 || limit > 1000 {
		limit = 1000
	}
	rows, err := s.store.Audit(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read orders to check: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(rows))}
	for _, a := range rows {
		out.Violations = append(out.Violations, judge(a)...)
		out.Facts = append(out.Facts, facts(a)...)
	}
	if len(rows) == limit {
		last := rows[len(rows)-1].Order
		out.NextCursor = fmt.Sprintf("%d-%s", last.UserID, last.ID)
	}
	return out, nil
}

func auditCursor(text string) (AuditCursor, error) {
	if text == "" {
		return AuditCursor{}, nil
	}
	user, id, ok := strings.Cut(text, "-")
	n, err := strconv.ParseInt(user, 10, 64)
	if !ok || err != nil {
		return AuditCursor{}, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not a cursor that Check gave"})
	}
	return AuditCursor{commerce.UserID(n), commerce.OrderID(id)}, nil
}

func facts(a Audited) []*checkv1.Fact {
	o := a.Order
	status := string(o.Status)
	if !a.SagaDone {
		status += "+saga" // not quiet: cross-room invariants of it are not judged yet
	}
	amount := o.Total
	if o.Status != Canceled { // of parts that were given back alone: what must still be paid for is less
		gateway, giftCard := o.left()
		amount = gateway + giftCard
	}
	say := func(kind, id, status string, amount int64) *checkv1.Fact {
		return &checkv1.Fact{
			Kind: kind, UserId: int64(o.UserID), OrderId: string(o.ID), Id: id, Status: status, Amount: amount,
			Currency: o.Currency, At: o.UpdatedAt,
		}
	}
	out := []*checkv1.Fact{say("order", "", status, amount), say("bought", o.QuoteID, "", o.Total)}
	if o.Status != Pending && o.Status != Canceled {
		out = append(out, say("units", "", "", o.liveUnits()))
	}
	return out
}

// liveUnits are what was bought, less what canceled parcels held.
func (o *Order) liveUnits() (units int64) {
	for _, item := range o.Items {
		units += item.Quantity
	}
	for _, parcel := range o.Shipments {
		for _, l := range parcel.Lines {
			if parcel.Status == ShipmentCanceled {
				units -= l.Quantity
			}
		}
	}
	return units
}

func judge(a Audited) []*checkv1.Violation {
	var out []*checkv1.Violation
	broken := func(invariant, format string, args ...any) {
		out = append(out, &checkv1.Violation{
			Invariant: invariant, Subject: fmt.Sprintf("order %s of user %d", a.Order.ID, a.Order.UserID),
			Detail: fmt.Sprintf(format, args...),
		})
	}
	if err := a.Order.checkSums(); err != nil {
		broken("I11", "%v", err)
	}
	if problem := refundProblem(a.Order); problem != "" {
		broken("I12", "%s", problem)
	}
	if a.SameKey != 1 {
		broken("I15", "%d orders have its idempotency key", a.SameKey)
	}
	if problem := historyProblem(a.Order); problem != "" {
		broken("I16", "%s", problem)
	}
	if problem := eventProblem(a); problem != "" {
		broken("I18", "%s", problem)
	}
	return out
}

// refundProblem finds more given back than was paid, and more units of a line than were bought.
func refundProblem(o *Order) string {
	if gateway, giftCard := o.left(); gateway < 0 || giftCard < 0 {
		return fmt.Sprintf("refunds are above what was paid: %d by the gateway, %d by gift card are left", gateway, giftCard)
	}
	bought := o.quantities()
	for _, r := range o.Refunds {
		if r.Gateway < 0 || r.GiftCard < 0 {
			return fmt.Sprintf("refund %s is %d and %d", r.ID, r.Gateway, r.GiftCard)
		}
		for _, l := range r.Lines {
			if k := (lineKey{commerce.ProductID(l.ProductID), commerce.SellerID(l.SellerID)}); o.unitsBack(k) > bought[k] {
				return fmt.Sprintf("%d units of product %d were refunded, %d bought", o.unitsBack(k), k.product, bought[k])
			}
		}
	}
	return ""
}

// historyProblem walks the history along the graph: versions without gaps, transitions that exist, an end that is the row.
func historyProblem(o *Order) string {
	status := Status("")
	for i, h := range o.History {
		if h.Version != int64(i)+1 {
			return fmt.Sprintf("history has version %d in place %d", h.Version, i+1)
		}
		if !Allowed(status, h.Status) {
			return fmt.Sprintf("history goes from %q to %q at version %d", status, h.Status, h.Version)
		}
		status = h.Status
	}
	if status != o.Status || int64(len(o.History)) != o.Version {
		return fmt.Sprintf("the row is %s version %d, its history ends %s version %d", o.Status, o.Version, status, len(o.History))
	}
	return ""
}

func eventProblem(a Audited) string {
	if int64(len(a.Events)) != a.Order.Version {
		return fmt.Sprintf("%d versions, %d events", a.Order.Version, len(a.Events))
	}
	for i, v := range a.Events {
		if v != int64(i)+1 {
			return fmt.Sprintf("event %d reports version %d", i+1, v)
		}
	}
	return ""
}
