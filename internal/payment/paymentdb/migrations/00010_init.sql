-- +goose Up
CREATE TABLE payments (
	user_id          bigint NOT NULL,
	order_id         text   NOT NULL,
	tender           text   NOT NULL,
	status           text   NOT NULL CHECK (status IN ('new', 'unknown', 'requires_action', 'authorized', 'capture_unknown',
		'void_unknown', 'captured', 'declined', 'voided')),
	amount           bigint NOT NULL CHECK (amount >= 0),
	currency         text   NOT NULL,
	method           text   NOT NULL,
	token            text   NOT NULL,
	version          bigint NOT NULL,
	gateway_id       text   NOT NULL DEFAULT '',
	captured         bigint NOT NULL DEFAULT 0,
	refunded         bigint NOT NULL DEFAULT 0,
	refunding        bigint NOT NULL DEFAULT 0,
	decline_code     text   NOT NULL DEFAULT '',
	action_url       text   NOT NULL DEFAULT '',
	capture_id       text   NOT NULL DEFAULT '',
	capture_asked_at bigint NOT NULL DEFAULT 0,
	void_id          text   NOT NULL DEFAULT '',
	created_at       bigint NOT NULL,
	updated_at       bigint NOT NULL,
	PRIMARY KEY (user_id, order_id, tender),
	CHECK (captured >= 0 AND captured <= amount),
	CHECK (refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured)
);

CREATE TABLE refunds (
	user_id   bigint NOT NULL,
	order_id  text   NOT NULL,
	refund_id text   NOT NULL,
	amount    bigint NOT NULL CHECK (amount > 0),
	status    text   NOT NULL CHECK (status IN ('unknown', 'done', 'failed')),
	asked_at  bigint NOT NULL,
	PRIMARY KEY (user_id, order_id, refund_id)
);

CREATE TABLE webhooks (
	user_id     bigint NOT NULL,
	event_id    text   NOT NULL,
	order_id    text   NOT NULL,
	type        text   NOT NULL,
	body        text   NOT NULL,
	received_at bigint NOT NULL,
	tries       bigint NOT NULL DEFAULT 0,
	next_at     bigint NOT NULL,
	booked_at   bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (user_id, event_id)
);
CREATE INDEX webhooks_due ON webhooks (next_at) WHERE booked_at = 0;

-- +goose Down
DROP TABLE webhooks;
DROP TABLE refunds;
DROP TABLE payments;
