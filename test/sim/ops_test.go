package sim

// op is something that is done over the network or to a store.
type op uint8

const (
	opQuote op = iota
	opPlace
	opGetOrder
	opCancelOrder
	opRefundOrder
	opSoldOut
	opReserve
	opRelease
	opExtend
	opCommit
	opCancelStock
	opListHolds
	opConsume
	opSetStock
	opAuthorize
	opCapture
	opVoid
	opRefund
	opWebhook
	opPrice
	opGetQuote
	opRecheck
	opReserveCoupon
	opCommitCoupon
	opReleaseCoupon
	opLookUpCard
	opHoldCard
	opSpendCard
	opReleaseCard
	opRefundCard
	opGateAuthorize
	opGateCapture
	opGateVoid
	opGateRefund
	opGateLookup
	opPublish
	opFetch
	opAck
	opWriteOrder
	opWriteSaga
	opClaim
	opWake
	opReadOrder
	opWriteStock
	opReadStock
	opWritePayment
	opReadPayment
	opWriteWebhook
	opWriteCard
	opWritePrice
	opReadPrice
	opMarkPublished
	opNews // of the trace alone: an actor, an id
	ops
)

var opNames = [ops]string{
	"order.Quote", "order.Place", "order.Get", "order.Cancel", "order.Refund",
	"inventory.SoldOut", "inventory.Reserve", "inventory.Release", "inventory.Extend", "inventory.Commit", "inventory.Cancel",
	"inventory.ListHolds", "inventory.Consume", "inventory.SetStock",
	"payment.Authorize", "payment.Capture", "payment.Void", "payment.Refund", "payment.Webhook",
	"pricing.Quote", "pricing.GetQuote", "pricing.Recheck", "pricing.ReserveCoupon", "pricing.CommitCoupon", "pricing.ReleaseCoupon",
	"giftcard.LookUp", "giftcard.Hold", "giftcard.Spend", "giftcard.Release", "giftcard.Refund",
	"gateway.Authorize", "gateway.Capture", "gateway.Void", "gateway.Refund", "gateway.Lookup",
	"bus.Publish", "bus.Fetch", "bus.Ack",
	"write order", "write saga", "claim saga", "wake saga", "read order", "write stock", "read stock", "write payment", "read payment",
	"write webhook", "write gift card", "write pricing", "read pricing", "mark published", "news",
}

func (o op) String() string { return opNames[o] }

// returns reports whether a call is one that does most harm when it comes back late: those that take.
func (o op) returns() bool {
	return o == opReserve || o == opCommit || o == opReserveCoupon || o == opHoldCard
}
