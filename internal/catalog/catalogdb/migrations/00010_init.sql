-- products and offers are distributed by product_id. sellers and external_ids are look-up tables with keys of their own
-- (reference tables where the database is sharded), because nothing that names them knows a product_id yet.

-- +goose Up
CREATE TABLE products (
	product_id       bigint NOT NULL PRIMARY KEY,
	source           text   NOT NULL,
	external_id      text   NOT NULL,
	family_id        bigint NOT NULL,
	title            text   NOT NULL CHECK (title <> ''),
	description      text   NOT NULL,
	brand            text   NOT NULL,
	category_path    text   NOT NULL, -- names joined by ' > ', '' = none
	image_urls       text   NOT NULL, -- JSON, '' = none
	prime            bigint NOT NULL CHECK (prime IN (0, 1)),
	ean              text   NOT NULL,
	options          text   NOT NULL, -- JSON, '' = none
	featured_seller  bigint NOT NULL,
	created_at       bigint NOT NULL,
	updated_at       bigint NOT NULL,
	version          bigint NOT NULL CHECK (version > 0)
);
CREATE INDEX products_family ON products (family_id, product_id);
CREATE INDEX products_category ON products (category_path);

CREATE TABLE sellers (
	seller_id bigint NOT NULL PRIMARY KEY,
	name      text   NOT NULL UNIQUE CHECK (name <> '')
);

CREATE TABLE offers (
	product_id    bigint NOT NULL REFERENCES products (product_id),
	seller_id     bigint NOT NULL REFERENCES sellers (seller_id),
	prices        text   NOT NULL, -- JSON: minor units by currency, '' = none
	handling_days bigint NOT NULL CHECK (handling_days >= 0),
	version       bigint NOT NULL CHECK (version > 0),
	PRIMARY KEY (product_id, seller_id)
);

CREATE TABLE external_ids (
	source text   NOT NULL,
	kind   text   NOT NULL CHECK (kind IN ('product', 'family')),
	name   text   NOT NULL,
	id     bigint NOT NULL,
	PRIMARY KEY (source, kind, name)
);
CREATE INDEX external_ids_name ON external_ids (name, kind, source);

-- +goose Down
DROP TABLE external_ids;
DROP TABLE offers;
DROP TABLE sellers;
DROP TABLE products;
