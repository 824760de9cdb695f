-- +goose Up
CREATE INDEX charges_changed ON charges (updated_at, order_id);

-- +goose Down
DROP INDEX charges_changed;
