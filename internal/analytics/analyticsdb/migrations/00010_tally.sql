-- +goose Up
-- What was counted for a product and what was last told about it. Distribution key: product_id.
CREATE TABLE tally (
	product_id    bigint NOT NULL,
	live          double precision NOT NULL DEFAULT 0,
	history       double precision NOT NULL DEFAULT 0,
	live_units    bigint NOT NULL DEFAULT 0,
	history_units bigint NOT NULL DEFAULT 0,
	purchases     bigint NOT NULL DEFAULT 0,
	views         bigint NOT NULL DEFAULT 0,
	carts         bigint NOT NULL DEFAULT 0,
	touched       bigint NOT NULL DEFAULT 0,
	settled       bigint NOT NULL DEFAULT 0,
	velocity      double precision NOT NULL DEFAULT 0,
	conversion    double precision NOT NULL DEFAULT 0,
	units_sold    bigint NOT NULL DEFAULT 0,
	version       bigint NOT NULL DEFAULT 0,
	told_at       bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (product_id)
);
-- For the telling loop, which asks across products.
CREATE INDEX tally_unsettled ON tally (product_id) WHERE touched > settled;

-- A product in a confirmed order: the inbox row of both order.confirmed and order.canceled, and what Live is made of.
CREATE TABLE sale (
	product_id bigint NOT NULL,
	order_id   text   NOT NULL,
	units      bigint NOT NULL,
	sold_at    bigint NOT NULL,
	canceled   bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (product_id, order_id)
);

-- How tally.live is weighed; one row. A reference table.
CREATE TABLE basis (
	only_row  bigint NOT NULL PRIMARY KEY,
	half_life bigint NOT NULL,
	landmark  bigint NOT NULL
);

-- The sources of imported history and how many lines each has. A reference table.
CREATE TABLE source (
	name      text   NOT NULL PRIMARY KEY,
	source_id bigint NOT NULL UNIQUE,
	line_count bigint NOT NULL DEFAULT 0
);

-- Imported purchases. Distribution key: source_id, because only imports and rebuilds read it, whole sources at a time.
CREATE TABLE history (
	source_id  bigint NOT NULL,
	line       bigint NOT NULL,
	basket     text   NOT NULL,
	buyer      text   NOT NULL,
	product_id bigint NOT NULL,
	quantity   bigint NOT NULL,
	unit_price bigint NOT NULL,
	currency   text   NOT NULL,
	ordered_at bigint NOT NULL,
	PRIMARY KEY (source_id, line)
);

-- +goose Down
DROP TABLE history;
DROP TABLE source;
DROP TABLE basis;
DROP TABLE sale;
DROP TABLE tally;
