-- Distribution key: product_id. warehouses is a small reference table.

-- +goose Up
CREATE TABLE warehouses (
	warehouse_id bigint           NOT NULL PRIMARY KEY,
	name         text             NOT NULL UNIQUE,
	city         text             NOT NULL,
	region       text             NOT NULL,
	country      text             NOT NULL,
	latitude     double precision NOT NULL,
	longitude    double precision NOT NULL
);

CREATE TABLE stock (
	product_id    bigint NOT NULL,
	seller_id     bigint NOT NULL,
	warehouse_id  bigint NOT NULL REFERENCES warehouses (warehouse_id),
	available_qty bigint NOT NULL,
	reserved_qty  bigint NOT NULL,
	version       bigint NOT NULL,
	updated_at    bigint NOT NULL,
	PRIMARY KEY (product_id, seller_id, warehouse_id),
	CHECK (reserved_qty >= 0 AND reserved_qty <= available_qty)
);

CREATE TABLE reservations (
	product_id   bigint NOT NULL,
	order_id     text   NOT NULL,
	seller_id    bigint NOT NULL,
	warehouse_id bigint NOT NULL,
	user_id      bigint NOT NULL,
	qty          bigint NOT NULL,
	shipped_qty  bigint NOT NULL DEFAULT 0,
	state        text   NOT NULL,
	deadline     bigint NOT NULL,
	created_at   bigint NOT NULL,
	updated_at   bigint NOT NULL,
	PRIMARY KEY (product_id, order_id, seller_id, warehouse_id),
	FOREIGN KEY (product_id, seller_id, warehouse_id) REFERENCES stock (product_id, seller_id, warehouse_id),
	CHECK (qty > 0 AND shipped_qty >= 0 AND shipped_qty <= qty),
	CHECK (state IN ('held', 'committed', 'consumed', 'released', 'expired', 'canceled'))
);
CREATE INDEX reservations_held ON reservations (deadline) WHERE state = 'held';

-- A row says that the operation op was done, or undone before it came, for this order and product.
CREATE TABLE barriers (
	product_id bigint NOT NULL,
	order_id   text   NOT NULL,
	op         text   NOT NULL,
	made_at    bigint NOT NULL,
	PRIMARY KEY (product_id, order_id, op)
);

CREATE TABLE stock_ledger (
	product_id   bigint NOT NULL,
	seller_id    bigint NOT NULL,
	warehouse_id bigint NOT NULL,
	version      bigint NOT NULL,
	kind         text   NOT NULL,
	qty          bigint NOT NULL,
	order_id     text   NOT NULL,
	at           bigint NOT NULL,
	PRIMARY KEY (product_id, seller_id, warehouse_id, version),
	CHECK (kind IN ('received', 'reserved', 'released', 'shipped', 'returned', 'adjusted'))
);

-- +goose Down
DROP TABLE stock_ledger;
DROP TABLE barriers;
DROP TABLE reservations;
DROP TABLE stock;
DROP TABLE warehouses;
