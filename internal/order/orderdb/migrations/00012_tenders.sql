-- +goose Up
ALTER TABLE orders ADD COLUMN tenders text NOT NULL DEFAULT ''; -- JSON list: what pays how much
ALTER TABLE orders ADD COLUMN refunds text NOT NULL DEFAULT ''; -- JSON list: what is given back
ALTER TABLE orders ADD COLUMN coupons text NOT NULL DEFAULT ''; -- JSON list of ids
ALTER TABLE orders ADD COLUMN basket text NOT NULL DEFAULT '';  -- fingerprint of what is bought
UPDATE orders SET tenders = '[{"method":"card","amount":' || total || '}]' WHERE total > 0;
UPDATE orders SET coupons = '[' || coupon_id || ']' WHERE coupon_id <> 0;
-- A cancellation under way puts its refund on the order before it pays.
UPDATE saga SET step = 'close' WHERE kind = 'cancel' AND step = 'refund' AND state <> 'done';

-- +goose Down
ALTER TABLE orders DROP COLUMN basket;
ALTER TABLE orders DROP COLUMN coupons;
ALTER TABLE orders DROP COLUMN refunds;
ALTER TABLE orders DROP COLUMN tenders;
