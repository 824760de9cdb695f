-- Products that an operator flagged as hot. Distribution key: product_id.

-- +goose Up
CREATE TABLE hot_products (
	product_id bigint NOT NULL PRIMARY KEY,
	until      bigint NOT NULL,
	updated_at bigint NOT NULL
);

-- +goose Down
DROP TABLE hot_products;
