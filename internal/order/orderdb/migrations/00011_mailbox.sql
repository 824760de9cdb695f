-- +goose Up
ALTER TABLE orders ADD COLUMN mailbox text NOT NULL DEFAULT ''; -- email in lower case
UPDATE orders SET mailbox = lower(email) WHERE email <> '';
-- For staff, who ask across users.
CREATE INDEX orders_mailbox ON orders (mailbox, created_at, order_id) WHERE mailbox <> '';

-- +goose Down
DROP INDEX orders_mailbox;
ALTER TABLE orders DROP COLUMN mailbox;
