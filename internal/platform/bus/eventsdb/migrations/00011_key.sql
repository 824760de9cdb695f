-- +goose Up
-- For operators, who ask what was told of one order or product.
CREATE INDEX events_key ON events (topic, event_key, position);

-- +goose Down
DROP INDEX events_key;
