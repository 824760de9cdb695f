-- +goose Up
-- Idempotency keys that made no order, but joined the one that their quote had become. Distribution key: user_id.
CREATE TABLE order_keys (
	user_id         bigint NOT NULL,
	idempotency_key text   NOT NULL,
	order_id        text   NOT NULL,
	request_hash    text   NOT NULL,
	PRIMARY KEY (user_id, idempotency_key)
);

-- +goose Down
DROP TABLE order_keys;
