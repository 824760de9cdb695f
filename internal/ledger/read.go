package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	sellersDefault  = 50
	sellersMost     = 200
	findingsDefault = 100
	findingsMost    = 500
)

// OrderBook returns the entries of one of the user's orders, oldest first.
func (s *Service) OrderBook(ctx context.Context, req *ledgerv1.OrderBookRequest) (*ledgerv1.OrderBookResponse, error) {
	entries, err := s.store.Entries(ctx, keyOf(req))
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	out := &ledgerv1.OrderBookResponse{}
	for _, e := range entries {
		out.Entries = append(out.Entries, e.proto())
	}
	return out, nil
}

func (e Entry) proto() *ledgerv1.Entry {
	out := &ledgerv1.Entry{EntryId: e.ID, Kind: e.Kind, Currency: e.Currency, At: e.At}
	for _, p := range e.Postings {
		out.Postings = append(out.Postings, &ledgerv1.Posting{Account: p.Account, SellerId: int64(p.Seller), Amount: p.Amount})
	}
	return out
}

// TrialBalance sums every account by currency.
func (s *Service) TrialBalance(ctx context.Context, _ *ledgerv1.TrialBalanceRequest) (*ledgerv1.TrialBalanceResponse, error) {
	accounts, err := s.store.Trial(ctx)
	if err != nil {
		return nil, fmt.Errorf("sum accounts: %w", err)
	}
	out := &ledgerv1.TrialBalanceResponse{}
	for _, a := range accounts {
		out.Accounts = append(out.Accounts, &ledgerv1.AccountBalance{Account: a.Account, Currency: a.Currency, Amount: a.Amount})
	}
	return out, nil
}

// ListSellers pages through what sellers are owed. The cursor is "seller/currency".
func (s *Service) ListSellers(ctx context.Context, req *ledgerv1.ListSellersRequest) (*ledgerv1.ListSellersResponse, error) {
	after, err := sellerCursor(req.GetCursor())
	if err != nil {
		return nil, err
	}
	only := commerce.SellerID(req.GetSellerId())
	if only < 0 {
		return nil, errs.InvalidFields(errs.Field{Name: "seller_id", Problem: "must be a positive id"})
	}
	if only > 0 && after.Seller < only {
		after = SellerBalance{Seller: only} // before its first currency
	}
	limit := pageSize(req.GetLimit(), sellersDefault, sellersMost)
	page, err := s.store.Sellers(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list sellers: %w", err)
	}
	out := &ledgerv1.ListSellersResponse{}
	for _, b := range page {
		if only > 0 && b.Seller != only {
			return out, nil
		}
		out.Sellers = append(out.Sellers, &ledgerv1.SellerBalance{
			SellerId: int64(b.Seller), Currency: b.Currency, Sales: b.Sales, Fees: b.Fees, Refunds: b.Refunds, Payable: b.Payable(),
		})
	}
	if len(page) == limit {
		out.NextCursor = page[limit-1].cursor()
	}
	return out, nil
}

func (b SellerBalance) cursor() string { return fmt.Sprintf("%d/%s", b.Seller, b.Currency) }

func sellerCursor(text string) (b SellerBalance, err error) {
	if text == "" {
		return b, nil
	}
	seller, currency, ok := strings.Cut(text, "/")
	id, err := strconv.ParseInt(seller, 10, 64)
	if !ok || err != nil || id < 0 {
		return b, badCursor()
	}
	return SellerBalance{Seller: commerce.SellerID(id), Currency: currency}, nil
}

func badCursor() error {
	return errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that was returned"})
}

// ListFindings lists disagreements that outlived the grace: open ones first, then the newest.
func (s *Service) ListFindings(ctx context.Context, req *ledgerv1.ListFindingsRequest) (*ledgerv1.ListFindingsResponse, error) {
	found, err := s.store.Findings(ctx, req.GetOpenOnly(), pageSize(req.GetLimit(), findingsDefault, findingsMost))
	if err != nil {
		return nil, fmt.Errorf("list findings: %w", err)
	}
	out := &ledgerv1.ListFindingsResponse{}
	for _, f := range found {
		out.Findings = append(out.Findings, &ledgerv1.Finding{
			UserId: int64(f.User), OrderId: string(f.Order), Kind: f.Kind, Detail: f.Detail, FirstSeen: f.FirstSeen,
			LastSeen: f.LastSeen, ExplainedAt: f.ExplainedAt,
		})
	}
	last, err := s.store.Pass(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the last pass: %w", err)
	}
	if last.At == 0 {
		return out, nil
	}
	open, err := s.store.CountOpen(ctx)
	if err != nil {
		return nil, fmt.Errorf("count findings: %w", err)
	}
	out.Last = &ledgerv1.ReconcileResponse{Orders: last.Orders, Charges: last.Charges, Open: open, At: last.At}
	return out, nil
}

func pageSize(asked int32, normal, most int) int {
	if asked <= 0 {
		return normal
	}
	return min(int(asked), most)
}
