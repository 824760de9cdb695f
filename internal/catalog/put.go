package catalog

import (
	"context"
	"fmt"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// The outcomes of a row.
const (
	outcomeCreated   = "created"
	outcomeUpdated   = "updated"
	outcomeUnchanged = "unchanged"
	outcomeRefused   = "refused"
)

const maxRows = 500

// row is one row of an import, cleaned, with the names it uses.
type row struct {
	fields
	name, family, seller string
	problem              string // why it is refused whatever the catalogue holds; "" = it may go in
}

// PutProducts implements the contract: one transaction for all rows, rows of one product folded in their order.
func (s *Service) PutProducts(ctx context.Context, req *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error) {
	source := trim(req.GetSource())
	if p := lineProblem(source, maxSource); p != "" {
		return nil, errs.InvalidFields(errs.Field{Name: "source", Problem: p})
	}
	if err := atMost("products", len(req.GetProducts()), maxRows); err != nil {
		return nil, err
	}
	rows := make([]row, len(req.GetProducts()))
	for i, in := range req.GetProducts() {
		rows[i] = s.readRow(in)
	}
	sellers, err := s.sellersNamed(ctx, rows)
	if err != nil {
		return nil, err
	}
	var results []*catalogv1.PutResult
	err = untilFresh(ctx, func() error {
		results, err = s.putRows(ctx, source, rows, sellers)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &catalogv1.PutProductsResponse{Results: results}, nil
}

// readRow cleans a row and finds what is wrong with it by itself.
func (s *Service) readRow(in *catalogv1.ProductInput) row {
	if in == nil { // a caller in this process may leave one out; a wire cannot
		in = &catalogv1.ProductInput{}
	}
	r := row{
		fields: fieldsOfInput(in, s.cfg.Currency),
		name:   trim(in.GetExternalId()), family: trim(in.GetFamily()), seller: oneLine(in.GetSeller()),
	}
	problems := r.problems(s.cfg)
	for _, name := range []struct {
		field, value string
		required     bool
	}{{"external_id", r.name, true}, {"family", r.family, false}, {"seller", r.seller, false}} {
		if p := lineProblem(name.value, maxName); p != "" && (name.required || name.value != "") {
			problems = append(problems, errs.Field{Name: name.field, Problem: p})
		}
	}
	r.problem = sentence(problems)
	return r
}

// sentence joins problems for a person: "title must not be empty; price is …".
func sentence(problems []errs.Field) string {
	parts := make([]string, len(problems))
	for i, p := range problems {
		parts[i] = p.Name + " " + p.Problem
	}
	return strings.Join(parts, "; ")
}

// putRows decides all rows on what the store holds now and saves the outcome. ErrStale: decide again.
func (s *Service) putRows(ctx context.Context, source string, rows []row, sellers map[string]Seller) ([]*catalogv1.PutResult, error) {
	b := &batch{edit: newEdit(), s: s, source: source, sellers: sellers, now: commerce.Micros(s.now())}
	if err := b.load(ctx, rows); err != nil {
		return nil, err
	}
	results := make([]*catalogv1.PutResult, len(rows))
	for i, r := range rows {
		results[i] = b.put(r)
	}
	if err := s.save(ctx, b.edit); err != nil {
		return nil, err
	}
	return results, nil
}

// batch is an import's edit with what its rows may refer to by name.
type batch struct {
	*edit
	s        *Service
	source   string
	sellers  map[string]Seller // "" = the house seller
	products map[string]*Product
	families map[string]int64
	now      int64
}

// load reads the products and families that the rows name.
func (b *batch) load(ctx context.Context, rows []row) error {
	var names, families []string
	for _, r := range rows {
		if r.problem == "" {
			names = append(names, r.name)
			if r.family != "" {
				families = append(families, r.family)
			}
		}
	}
	known, err := b.s.named(ctx, b.source, KindProduct, names)
	if err != nil {
		return err
	}
	if b.families, err = b.s.named(ctx, b.source, KindFamily, families); err != nil {
		return err
	}
	ids := make([]commerce.ProductID, 0, len(known))
	for _, id := range known {
		ids = append(ids, commerce.ProductID(id))
	}
	found, err := b.s.store.Products(ctx, ids)
	if err != nil {
		return fmt.Errorf("read products: %w", err)
	}
	b.products = make(map[string]*Product, len(names))
	for _, p := range found {
		b.products[p.ExternalID] = p
	}
	return nil
}

// put folds one row into the batch.
func (b *batch) put(r row) *catalogv1.PutResult {
	p, known := b.products[r.name]
	problem := r.problem
	switch {
	case problem != "":
	case !known && r.title == nil:
		problem = "title is required for a new product"
	case known && len(p.Offers) >= MaxOffers && p.OfferOf(b.sellerOf(p, r).ID) == nil:
		problem = fmt.Sprintf("seller would be one more than the %d a product can have", MaxOffers)
	}
	if problem != "" {
		return &catalogv1.PutResult{Outcome: outcomeRefused, Problem: problem}
	}
	if !known {
		p = b.create(r.name)
	}
	seller := b.sellerOf(p, r)
	changed, moved := r.apply(p)
	b.moved = b.moved || moved || !known
	if b.join(p, r.family) || changed {
		b.touch(p)
		changed = true
	}
	changed = b.price(p, seller, b.s.cfg.HandlingDays, r.prices()...) || changed
	return &catalogv1.PutResult{ProductId: int64(p.ID), SellerId: int64(seller.ID), Outcome: outcome(known, changed)}
}

func outcome(known, changed bool) string {
	switch {
	case !known:
		return outcomeCreated
	case changed:
		return outcomeUpdated
	}
	return outcomeUnchanged
}

// create adds a product of the name to the batch.
func (b *batch) create(name string) *Product {
	id := b.s.ids.Next()
	p := &Product{ID: commerce.ProductID(id), Source: b.source, ExternalID: name, FamilyID: id, CreatedAt: b.now}
	b.products[name] = p
	b.names = append(b.names, ExternalID{b.source, KindProduct, name, id})
	b.touch(p)
	return p
}

// sellerOf returns whose offer the row is about: the seller it names, else the featured one, else the house.
func (b *batch) sellerOf(p *Product, r row) Seller {
	if r.seller == "" && p.Featured != 0 {
		return Seller{ID: p.Featured}
	}
	return b.sellers[r.seller]
}

// join puts the product into the family that its row names and reports whether it was elsewhere.
func (b *batch) join(p *Product, family string) bool {
	if family == "" {
		return false
	}
	id, known := b.families[family]
	if !known {
		id = b.s.ids.Next()
		b.families[family] = id
		b.names = append(b.names, ExternalID{b.source, KindFamily, family, id})
	}
	changed := p.FamilyID != id
	p.FamilyID = id
	return changed
}
