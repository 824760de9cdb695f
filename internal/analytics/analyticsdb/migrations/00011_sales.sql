-- +goose Up
-- What was sold on a day (since 1970, UTC) in a currency: source_id 0 is the shop's own orders, others are imported
-- sources. `products` lists what makes up units and revenue, so that the best sellers of a year are a few hundred rows and
-- not every line; its form is in days.go. Distribution key: day. What was counted before this table existed is not in it.
CREATE TABLE day_sales (
	day       bigint NOT NULL,
	currency  text   NOT NULL,
	source_id bigint NOT NULL,
	orders    bigint NOT NULL DEFAULT 0,
	units     bigint NOT NULL DEFAULT 0,
	revenue   bigint NOT NULL DEFAULT 0,
	products  text   NOT NULL DEFAULT '',
	PRIMARY KEY (day, currency, source_id)
);

-- A confirmed order on the day it was placed: the inbox row of both order.confirmed and order.canceled, and what the
-- latter takes off, in the form of day_sales.products. Distribution key: day.
CREATE TABLE receipt (
	day      bigint NOT NULL,
	order_id text   NOT NULL,
	currency text   NOT NULL,
	products text   NOT NULL,
	canceled bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (day, order_id)
);

-- The baskets of imported history that were counted. Distribution key: source_id, as in history.
CREATE TABLE basket (
	source_id bigint NOT NULL,
	basket    text   NOT NULL,
	currency  text   NOT NULL,
	PRIMARY KEY (source_id, basket, currency)
);

-- +goose Down
DROP TABLE basket;
DROP TABLE receipt;
DROP TABLE day_sales;
