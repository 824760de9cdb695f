package catalogdb

import (
	"cmp"
	"context"
	"slices"

	"rialto/internal/catalog"
	"rialto/internal/platform/sqldb"
)

// ExternalIDs implements catalog.Store.
func (s *Store) ExternalIDs(ctx context.Context, source, kind string, names []string) (known []catalog.ExternalID, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	query, args := byName(source, kind, names)
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		known, err = sqldb.Collect(tx, func(r sqldb.Row) (e catalog.ExternalID, err error) {
			err = r.Scan(&e.Source, &e.Kind, &e.Name, &e.ID)
			return e, err
		}, query, args...)
		return err
	})
	return known, err
}

// byName asks by the primary key where the source is known and by the index on names where it is not.
func byName(source, kind string, names []string) (query string, args []any) {
	const head = `SELECT source, kind, name, id FROM external_ids WHERE kind = $1`
	if source == "" {
		list, args := in(2, names, kind)
		return head + ` AND name IN ` + list, args
	}
	list, args := in(3, names, kind, source)
	return head + ` AND source = $2 AND name IN ` + list, args
}

// encodeNames returns the rows of external ids in the order that everybody writes them in.
func encodeNames(names []catalog.ExternalID) [][]any {
	sorted := slices.SortedFunc(slices.Values(names), func(a, b catalog.ExternalID) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	out := make([][]any, len(sorted))
	for i, e := range sorted {
		out[i] = []any{e.Source, e.Kind, e.Name, e.ID}
	}
	return out
}
