-- +goose Up
-- With the topic first, SQLite chose this index for consumers too, who ask by position: it then sorted a whole topic for
-- every batch, and an order cost twice as much. With the key first only those can use it who name a key.
DROP INDEX events_key;
CREATE INDEX events_by_key ON events (event_key, topic, position);

-- +goose Down
DROP INDEX events_by_key;
CREATE INDEX events_key ON events (topic, event_key, position);
