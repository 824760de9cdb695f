-- +goose Up
-- Bank transfer, cash on delivery and saved cards. The CHECKs of status grow, which only a new table can do on SQLite.
ALTER TABLE payments RENAME TO payments_before;
CREATE TABLE payments (
	user_id          bigint NOT NULL,
	order_id         text   NOT NULL,
	tender           text   NOT NULL,
	status           text   NOT NULL CHECK (status IN ('new', 'unknown', 'requires_action', 'authorized', 'promised',
		'capture_unknown', 'void_unknown', 'captured', 'declined', 'voided')),
	amount           bigint NOT NULL CHECK (amount >= 0),
	currency         text   NOT NULL,
	method           text   NOT NULL,
	token            text   NOT NULL,
	version          bigint NOT NULL,
	gateway_id       text   NOT NULL DEFAULT '',
	captured         bigint NOT NULL DEFAULT 0,
	refunded         bigint NOT NULL DEFAULT 0,
	refunding        bigint NOT NULL DEFAULT 0,
	owed             bigint NOT NULL DEFAULT 0,
	waived           bigint NOT NULL DEFAULT 0,
	decline_code     text   NOT NULL DEFAULT '',
	action_url       text   NOT NULL DEFAULT '',
	account          text   NOT NULL DEFAULT '',
	pay_until        bigint NOT NULL DEFAULT 0,
	note             text   NOT NULL DEFAULT '',
	card_id          bigint NOT NULL DEFAULT 0,
	save_card        bigint NOT NULL DEFAULT 0,
	brand            text   NOT NULL DEFAULT '',
	last_four        text   NOT NULL DEFAULT '',
	capture_id       text   NOT NULL DEFAULT '',
	capture_asked_at bigint NOT NULL DEFAULT 0,
	void_id          text   NOT NULL DEFAULT '',
	void_asked_at    bigint NOT NULL DEFAULT 0,
	created_at       bigint NOT NULL,
	updated_at       bigint NOT NULL,
	ask_at           bigint NOT NULL DEFAULT 0,
	asks             bigint NOT NULL DEFAULT 0,
	open_since       bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (user_id, order_id, tender),
	CHECK (captured >= 0 AND captured <= amount - waived),
	CHECK (refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured),
	CHECK (owed >= 0 AND owed <= refunded),
	CHECK (waived >= 0 AND waived <= amount)
);
INSERT INTO payments (user_id, order_id, tender, status, amount, currency, method, token, version, gateway_id, captured,
	refunded, refunding, decline_code, action_url, capture_id, capture_asked_at, void_id, created_at, updated_at, ask_at)
	SELECT user_id, order_id, tender, status, amount, currency, method, token, version, gateway_id, captured, refunded,
		refunding, decline_code, action_url, capture_id, capture_asked_at, void_id, created_at, updated_at,
		CASE WHEN refunding > 0 OR status IN ('new', 'unknown', 'requires_action', 'authorized', 'capture_unknown', 'void_unknown')
			THEN updated_at ELSE 0 END
	FROM payments_before;
DROP TABLE payments_before;
CREATE INDEX payments_due ON payments (ask_at) WHERE ask_at > 0;
CREATE INDEX payments_open ON payments (open_since, user_id, order_id) WHERE open_since > 0;

ALTER TABLE refunds RENAME TO refunds_before;
CREATE TABLE refunds (
	user_id   bigint NOT NULL,
	order_id  text   NOT NULL,
	refund_id text   NOT NULL,
	amount    bigint NOT NULL CHECK (amount > 0),
	status    text   NOT NULL CHECK (status IN ('unknown', 'owed', 'done', 'failed')),
	asked_at  bigint NOT NULL,
	PRIMARY KEY (user_id, order_id, refund_id)
);
INSERT INTO refunds (user_id, order_id, refund_id, amount, status, asked_at)
	SELECT user_id, order_id, refund_id, amount, status, asked_at FROM refunds_before;
DROP TABLE refunds_before;

CREATE TABLE cards (
	user_id    bigint NOT NULL,
	card_id    bigint NOT NULL,
	token      text   NOT NULL,
	brand      text   NOT NULL,
	last_four  text   NOT NULL,
	saved_at   bigint NOT NULL,
	removed    bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (user_id, card_id),
	UNIQUE (user_id, token)
);

-- +goose Down
DROP TABLE cards;
