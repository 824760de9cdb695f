package sim

// op is something that is done over the network or to a store.
type op uint8

const (
	opQuote op = iota
	opPlace
	opGetOrder
	opCancelOrder
	opRefundOrder
	opListOrders
	opSoldOut
	opReserve
	opRelease
	opExtend
	opCommit
	opCancelStock
	opListHolds
	opConsume
	opSetStock
	opMoveStock
	opAuthorize
	opCapture
	opVoid
	opRefund
	opWebhook
	opMarkReceived
	opMarkRefunded
	opGetPayment
	opReport
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
	opAdmit
	opTake
	opKeep
	opGive
	opGateAuthorize
	opGateCapture
	opGateVoid
	opGateRefund
	opGateLookup
	opGateReport
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
	opWriteDrop
	opWriteLedger
	opWritePrice
	opReadPrice
	opMarkPublished
	opNews // of the trace alone: an actor, an id
	ops
)

var opNames = [ops]string{
	"order.Quote", "order.Place", "order.Get", "order.Cancel", "order.Refund", "order.ListAll",
	"inventory.SoldOut", "inventory.Reserve", "inventory.Release", "inventory.Extend", "inventory.Commit", "inventory.Cancel",
	"inventory.ListHolds", "inventory.Consume", "inventory.SetStock", "inventory.MoveStock",
	"payment.Authorize", "payment.Capture", "payment.Void", "payment.Refund", "payment.Webhook",
	"payment.MarkReceived", "payment.MarkRefunded", "payment.Get", "payment.Report",
	"pricing.Quote", "pricing.GetQuote", "pricing.Recheck", "pricing.ReserveCoupon", "pricing.CommitCoupon", "pricing.ReleaseCoupon",
	"giftcard.LookUp", "giftcard.Hold", "giftcard.Spend", "giftcard.Release", "giftcard.Refund",
	"drop.Admit", "drop.Take", "drop.Keep", "drop.Give",
	"gateway.Authorize", "gateway.Capture", "gateway.Void", "gateway.Refund", "gateway.Lookup", "gateway.Changes",
	"bus.Publish", "bus.Fetch", "bus.Ack",
	"write order", "write saga", "claim saga", "wake saga", "read order", "write stock", "read stock", "write payment", "read payment",
	"write webhook", "write gift card", "write drop", "write ledger", "write pricing", "read pricing", "mark published", "news",
}

func (o op) String() string { return opNames[o] }

// returns reports whether a call is one that does most harm when it comes back late: those that take.
func (o op) returns() bool {
	return o == opReserve || o == opCommit || o == opReserveCoupon || o == opHoldCard || o == opTake || o == opGateAuthorize
}
