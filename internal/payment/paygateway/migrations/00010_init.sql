-- +goose Up
CREATE TABLE charges (
	order_id     text   NOT NULL PRIMARY KEY,
	user_id      bigint NOT NULL,
	charge_id    text   NOT NULL,
	state        text   NOT NULL,
	amount       bigint NOT NULL CHECK (amount >= 0),
	currency     text   NOT NULL,
	token        text   NOT NULL,
	captured     bigint NOT NULL DEFAULT 0,
	refunded     bigint NOT NULL DEFAULT 0,
	capture_id   text   NOT NULL DEFAULT '',
	decline_code text   NOT NULL DEFAULT '',
	decides_at   bigint NOT NULL DEFAULT 0,
	updated_at   bigint NOT NULL,
	CHECK (captured >= 0 AND captured <= amount),
	CHECK (refunded >= 0 AND refunded <= captured)
);
CREATE INDEX charges_processing ON charges (decides_at) WHERE state = 'processing';

CREATE TABLE charge_refunds (
	order_id  text   NOT NULL,
	refund_id text   NOT NULL,
	amount    bigint NOT NULL,
	done      bigint NOT NULL,
	PRIMARY KEY (order_id, refund_id)
);

CREATE TABLE notices (
	order_id     text   NOT NULL,
	event_id     text   NOT NULL,
	body         text   NOT NULL,
	tries        bigint NOT NULL DEFAULT 0,
	next_at      bigint NOT NULL,
	delivered_at bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (order_id, event_id)
);
CREATE INDEX notices_due ON notices (next_at) WHERE delivered_at = 0;

-- +goose Down
DROP TABLE notices;
DROP TABLE charge_refunds;
DROP TABLE charges;
