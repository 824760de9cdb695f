-- +goose Up

-- Distribution key of every table: user_id. A change of a cart begins with its row here, which is its lock and its version.
CREATE TABLE carts (
	user_id    bigint NOT NULL PRIMARY KEY,
	currency   text   NOT NULL,
	coupon     text   NOT NULL,
	version    bigint NOT NULL,
	updated_at bigint NOT NULL
);
CREATE INDEX carts_untouched ON carts (updated_at);

CREATE TABLE cart_items (
	user_id        bigint NOT NULL,
	product_id     bigint NOT NULL,
	seller_id      bigint NOT NULL,
	quantity       bigint NOT NULL,
	added_amount   bigint NOT NULL,
	added_currency text   NOT NULL,
	position       bigint NOT NULL,
	PRIMARY KEY (user_id, product_id),
	CHECK (quantity >= 1 AND quantity <= 999)
);

-- Lines that left the cart of user_id, a guest, and have not arrived in that of to_user_id. lines is JSON. The note that
-- they arrived is a row of inbox with the other user as its key.
CREATE TABLE cart_moves (
	user_id    bigint NOT NULL,
	move_id    bigint NOT NULL,
	to_user_id bigint NOT NULL,
	currency   text   NOT NULL,
	coupon     text   NOT NULL,
	lines      text   NOT NULL,
	created_at bigint NOT NULL,
	PRIMARY KEY (user_id, move_id)
);

-- +goose Down
DROP TABLE cart_moves;
DROP TABLE cart_items;
DROP TABLE carts;
