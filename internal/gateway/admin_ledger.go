package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
)

func (g *Gateway) adminLedgerRoutes() {
	route(g, huma.Operation{
		OperationID: "order-book", Method: http.MethodGet, Path: "/v1/admin/ledger/orders/{order_id}", Tags: []string{"admin"},
		Summary: "The books of one order: balanced entries, oldest first",
	}, rule{access: door.Operator}, g.orderBook)
	route(g, huma.Operation{
		OperationID: "trial-balance", Method: http.MethodGet, Path: "/v1/admin/ledger/balance", Tags: []string{"admin"},
		Summary: "Every account by currency; the sums of a currency are 0 together",
	}, rule{access: door.Operator}, g.trialBalance)
	route(g, huma.Operation{
		OperationID: "seller-balances", Method: http.MethodGet, Path: "/v1/admin/sellers/balances", Tags: []string{"admin"},
		Summary: "What sellers are owed, by seller and currency",
	}, rule{access: door.Operator}, g.sellerBalances)
	route(g, huma.Operation{
		OperationID: "get-reconciliation", Method: http.MethodGet, Path: "/v1/admin/reconciliation", Tags: []string{"admin"},
		Summary: "Whether orders, books and the gateway of the money agree: the last pass, and what it could not explain",
	}, rule{access: door.Operator}, g.getReconciliation)
	route(g, huma.Operation{
		OperationID: "run-reconciliation", Method: http.MethodPost, Path: "/v1/admin/reconciliation/run", Tags: []string{"admin"},
		Summary: "Compare them now; it happens by itself every minute",
	}, rule{access: door.Operator}, g.runReconciliation)
}

// signed is MONEY of the books: debit above 0, credit below.
type signed struct {
	Amount   int64  `json:"amount" doc:"Minor units: debit above 0, credit below."`
	Currency string `json:"currency" example:"USD"`
}

type entry struct {
	EntryID  string    `json:"entry_id" doc:"Names the fact that it books."`
	Kind     string    `json:"kind" enum:"sale,payment,gift_card,refund,reversal"`
	At       time.Time `json:"at"`
	Postings []posting `json:"postings" doc:"They sum to 0."`
}

type posting struct {
	Account  string `json:"account" example:"receivable"`
	SellerID id     `json:"seller_id,omitempty"`
	Amount   signed `json:"amount"`
}

func entryOf(e *ledgerv1.Entry) entry {
	return entry{
		e.GetEntryId(), e.GetKind(), commerce.FromMicros(e.GetAt()), each(e.GetPostings(), func(p *ledgerv1.Posting) posting {
			return posting{p.GetAccount(), idOf(p.GetSellerId()), signed{p.GetAmount(), e.GetCurrency()}}
		}),
	}
}

// orderBook finds the order first: books are kept by user, and an order that does not exist has none.
func (g *Gateway) orderBook(ctx context.Context, _ *door.Visit, in *OrderKey) (*output[list[entry]], error) {
	o, err := g.needs.Order.Find(ctx, &orderv1.FindRequest{OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Ledger.OrderBook(ctx, &ledgerv1.OrderBookRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()})
	if err != nil {
		return nil, err
	}
	return &output[list[entry]]{listOf(got.GetEntries(), entryOf, "")}, nil
}

type account struct {
	Account string `json:"account" example:"gateway_cash"`
	Balance signed `json:"balance"`
}

func (g *Gateway) trialBalance(ctx context.Context, _ *door.Visit, _ *nothing) (*output[list[account]], error) {
	got, err := g.needs.Ledger.TrialBalance(ctx, &ledgerv1.TrialBalanceRequest{})
	if err != nil {
		return nil, err
	}
	return &output[list[account]]{listOf(got.GetAccounts(), func(a *ledgerv1.AccountBalance) account {
		return account{a.GetAccount(), signed{a.GetAmount(), a.GetCurrency()}}
	}, "")}, nil
}

type sellersInput struct {
	SellerID id `query:"seller_id" doc:"Default: everyone."`
	Paging
}

// sellerBalance is what one seller is owed in one currency.
type sellerBalance struct {
	SellerID id     `json:"seller_id"`
	Sales    money  `json:"sales" doc:"Lines after discount, without tax."`
	Fees     money  `json:"fees"`
	Refunds  money  `json:"refunds" doc:"Their share of what was given back."`
	Payable  signed `json:"payable" doc:"Below 0 where more was given back than is left."`
}

func sellerBalanceOf(s *ledgerv1.SellerBalance) sellerBalance {
	in := func(amount int64) money { return money{amount, s.GetCurrency()} }
	return sellerBalance{
		idOf(s.GetSellerId()), in(s.GetSales()), in(s.GetFees()), in(s.GetRefunds()), signed{s.GetPayable(), s.GetCurrency()},
	}
}

func (g *Gateway) sellerBalances(ctx context.Context, _ *door.Visit, in *sellersInput) (*output[list[sellerBalance]], error) {
	got, err := g.needs.Ledger.ListSellers(ctx, &ledgerv1.ListSellersRequest{
		SellerId: in.SellerID.int64(), Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return &output[list[sellerBalance]]{listOf(got.GetSellers(), sellerBalanceOf, got.GetNextCursor())}, nil
}

type findingsInput struct {
	Open  bool  `query:"open" doc:"Only what is not explained now."`
	Limit int32 `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// reconciliation is the last pass and what was found so far, open findings first.
type reconciliation struct {
	Last     *pass     `json:"last,omitempty" doc:"Absent before the first."`
	Findings []finding `json:"findings"`
}

type pass struct {
	At      time.Time `json:"at"`
	Orders  int64     `json:"orders" doc:"Compared in this pass."`
	Charges int64     `json:"charges"`
	Open    int64     `json:"open" doc:"Findings that are not explained now."`
}

// finding is a disagreement that outlived a minute's grace.
type finding struct {
	Kind        string     `json:"kind" enum:"charge_without_order,order_without_charge,amounts_differ,gateway_unreachable,book_behind"`
	OrderID     string     `json:"order_id,omitempty"`
	UserID      id         `json:"user_id,omitempty"`
	Detail      string     `json:"detail"`
	FirstSeen   time.Time  `json:"first_seen"`
	LastSeen    time.Time  `json:"last_seen"`
	ExplainedAt *time.Time `json:"explained_at,omitempty" doc:"Absent: open."`
}

func passOf(r *ledgerv1.ReconcileResponse) *pass {
	if r == nil {
		return nil
	}
	return &pass{commerce.FromMicros(r.GetAt()), r.GetOrders(), r.GetCharges(), r.GetOpen()}
}

func findingOf(f *ledgerv1.Finding) finding {
	return finding{
		f.GetKind(), f.GetOrderId(), idOf(f.GetUserId()), f.GetDetail(), commerce.FromMicros(f.GetFirstSeen()),
		commerce.FromMicros(f.GetLastSeen()), timeOf(f.GetExplainedAt()),
	}
}

func (g *Gateway) getReconciliation(ctx context.Context, _ *door.Visit, in *findingsInput) (*output[reconciliation], error) {
	got, err := g.needs.Ledger.ListFindings(ctx, &ledgerv1.ListFindingsRequest{OpenOnly: in.Open, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[reconciliation]{reconciliation{passOf(got.GetLast()), each(got.GetFindings(), findingOf)}}, nil
}

func (g *Gateway) runReconciliation(ctx context.Context, _ *door.Visit, _ *nothing) (*output[pass], error) {
	got, err := g.needs.Ledger.Reconcile(ctx, &ledgerv1.ReconcileRequest{})
	if err != nil {
		return nil, err
	}
	return &output[pass]{*passOf(got)}, nil
}
