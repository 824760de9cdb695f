-- +goose Up
-- Distribution key: user_id, first in every key.
CREATE TABLE orders (
	user_id         bigint NOT NULL,
	order_id        text   NOT NULL,
	status          text   NOT NULL,
	version         bigint NOT NULL,
	idempotency_key text   NOT NULL,
	request_hash    text   NOT NULL,
	quote_id        text   NOT NULL,
	currency        text   NOT NULL,
	subtotal        bigint NOT NULL CHECK (subtotal >= 0),
	discount        bigint NOT NULL CHECK (discount >= 0),
	tax             bigint NOT NULL CHECK (tax >= 0),
	shipping        bigint NOT NULL CHECK (shipping >= 0),
	total           bigint NOT NULL CHECK (total >= 0),
	coupon          text   NOT NULL,
	coupon_id       bigint NOT NULL,
	address         text   NOT NULL, -- JSON
	email           text   NOT NULL,
	delivery        text   NOT NULL,
	arrives_by      bigint NOT NULL,
	payment         text   NOT NULL, -- JSON: what the order shows of its payment
	problem         text   NOT NULL, -- JSON, empty = none
	created_at      bigint NOT NULL,
	updated_at      bigint NOT NULL,
	PRIMARY KEY (user_id, order_id)
);
CREATE UNIQUE INDEX orders_key ON orders (user_id, idempotency_key);
CREATE UNIQUE INDEX orders_quote ON orders (user_id, quote_id) WHERE status <> 'canceled';
CREATE INDEX orders_newest ON orders (user_id, created_at, order_id);
CREATE INDEX orders_staff ON orders (created_at, order_id);
CREATE INDEX orders_id ON orders (order_id);

CREATE TABLE order_items (
	user_id    bigint NOT NULL,
	order_id   text   NOT NULL,
	line       bigint NOT NULL,
	product_id bigint NOT NULL,
	seller_id  bigint NOT NULL,
	title      text   NOT NULL,
	quantity   bigint NOT NULL CHECK (quantity >= 1),
	unit_price bigint NOT NULL CHECK (unit_price >= 0),
	discount   bigint NOT NULL,
	tax        bigint NOT NULL,
	PRIMARY KEY (user_id, order_id, line)
);

CREATE TABLE shipments (
	user_id         bigint NOT NULL,
	order_id        text   NOT NULL,
	shipment_id     text   NOT NULL,
	seller_id       bigint NOT NULL,
	warehouse_id    bigint NOT NULL,
	status          text   NOT NULL,
	tracking_number text   NOT NULL,
	lines           text   NOT NULL, -- JSON
	PRIMARY KEY (user_id, order_id, shipment_id)
);

CREATE TABLE order_history (
	user_id  bigint NOT NULL,
	order_id text   NOT NULL,
	version  bigint NOT NULL,
	status   text   NOT NULL,
	at       bigint NOT NULL,
	what     text   NOT NULL,
	PRIMARY KEY (user_id, order_id, version)
);

CREATE TABLE saga (
	user_id    bigint NOT NULL,
	order_id   text   NOT NULL,
	kind       text   NOT NULL,
	state      text   NOT NULL,
	step       text   NOT NULL,
	attempt    bigint NOT NULL,
	tries      bigint NOT NULL,
	due_at     bigint NOT NULL,
	started_at bigint NOT NULL,
	last_error text   NOT NULL,
	data       text   NOT NULL, -- JSON
	PRIMARY KEY (user_id, order_id, kind)
);
CREATE INDEX saga_due ON saga (due_at) WHERE state <> 'done';

CREATE TABLE saga_log (
	user_id  bigint NOT NULL,
	order_id text   NOT NULL,
	kind     text   NOT NULL,
	seq      bigint NOT NULL,
	at       bigint NOT NULL,
	step     text   NOT NULL,
	what     text   NOT NULL,
	PRIMARY KEY (user_id, order_id, kind, seq)
);

-- +goose Down
DROP TABLE saga_log;
DROP TABLE saga;
DROP TABLE order_history;
DROP TABLE shipments;
DROP TABLE order_items;
DROP TABLE orders;
