-- +goose Up

-- Distribution key user_id. body is the whole document (protobuf, base64); the sums stand beside it for people and for
-- the CHECKs, which are the second line behind the arithmetic in Go.
CREATE TABLE quotes (
	user_id    bigint NOT NULL,
	quote_id   text   NOT NULL,
	currency   text   NOT NULL,
	subtotal   bigint NOT NULL,
	discount   bigint NOT NULL,
	tax        bigint NOT NULL,
	shipping   bigint NOT NULL,
	total      bigint NOT NULL,
	created_at bigint NOT NULL,
	expires_at bigint NOT NULL,
	body       text   NOT NULL,
	PRIMARY KEY (user_id, quote_id),
	CHECK (discount >= 0 AND discount <= subtotal AND tax >= 0 AND shipping >= 0),
	CHECK (total = subtotal - discount + tax + shipping AND total <= 1000000000000)
);

-- Distribution key coupon_id. redeemed counts redemptions that are held or committed.
CREATE TABLE coupons (
	coupon_id       bigint NOT NULL PRIMARY KEY,
	code            text   NOT NULL,
	kind            text   NOT NULL,
	percent         bigint NOT NULL,
	amount          bigint NOT NULL,
	amount_currency text   NOT NULL,
	max_redemptions bigint NOT NULL,
	redeemed        bigint NOT NULL,
	min_subtotal    bigint NOT NULL,
	min_currency    text   NOT NULL,
	starts_at       bigint NOT NULL,
	expires_at      bigint NOT NULL,
	created_at      bigint NOT NULL,
	CHECK (redeemed >= 0 AND (max_redemptions = 0 OR redeemed <= max_redemptions))
);

-- A small look-up table (a reference table on Citus): which coupon a code means.
CREATE TABLE coupon_codes (
	code      text   NOT NULL PRIMARY KEY,
	coupon_id bigint NOT NULL
);

-- Distribution key coupon_id. A released row stays: it refuses a late reserve of the same order.
CREATE TABLE redemptions (
	coupon_id  bigint NOT NULL,
	order_id   text   NOT NULL,
	user_id    bigint NOT NULL,
	state      text   NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (coupon_id, order_id),
	CHECK (state IN ('held', 'committed', 'released'))
);

-- +goose Down
DROP TABLE redemptions;
DROP TABLE coupon_codes;
DROP TABLE coupons;
DROP TABLE quotes;
