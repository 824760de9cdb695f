-- +goose Up

-- How often one buyer may use a coupon (0 = no limit), and whether (1) it may be used together with others that may.
ALTER TABLE coupons ADD COLUMN max_per_user bigint NOT NULL DEFAULT 0;
ALTER TABLE coupons ADD COLUMN stackable bigint NOT NULL DEFAULT 0;

-- Distribution key coupon_id. One row for each buyer of a coupon with a limit per buyer: used counts their redemptions that
-- are held or committed, and max_used is the coupon's limit, beside it for the CHECK.
CREATE TABLE coupon_users (
	coupon_id bigint NOT NULL,
	user_id   bigint NOT NULL,
	used      bigint NOT NULL,
	max_used  bigint NOT NULL,
	PRIMARY KEY (coupon_id, user_id),
	CHECK (used >= 0 AND used <= max_used)
);

-- +goose Down
DROP TABLE coupon_users;
ALTER TABLE coupons DROP COLUMN stackable;
ALTER TABLE coupons DROP COLUMN max_per_user;
