-- +goose Up

-- Distribution key card_id. The CHECK is the second line behind the guarded UPDATE that holds.
CREATE TABLE cards (
	card_id    bigint NOT NULL PRIMARY KEY,
	code_hash  text   NOT NULL,
	last_four  text   NOT NULL,
	currency   text   NOT NULL,
	issued     bigint NOT NULL,
	balance    bigint NOT NULL,
	held       bigint NOT NULL,
	expires_at bigint NOT NULL,
	blocked_at bigint NOT NULL,
	created_at bigint NOT NULL,
	note       text   NOT NULL,
	version    bigint NOT NULL,
	CHECK (0 <= held AND held <= balance AND balance <= issued)
);

-- Small look-up tables (reference tables on Citus): which card a code means, and which one a key has issued.
CREATE TABLE codes (
	code_hash text   NOT NULL PRIMARY KEY,
	card_id   bigint NOT NULL
);
CREATE TABLE issues (
	idempotency_key text   NOT NULL PRIMARY KEY,
	request_hash    text   NOT NULL,
	card_id         bigint NOT NULL
);

-- Distribution key card_id. A released row stays: it refuses a late hold of the same order.
CREATE TABLE uses (
	card_id    bigint NOT NULL,
	order_id   text   NOT NULL,
	user_id    bigint NOT NULL,
	state      text   NOT NULL,
	amount     bigint NOT NULL,
	refunded   bigint NOT NULL,
	version    bigint NOT NULL,
	changed_at bigint NOT NULL,
	PRIMARY KEY (card_id, order_id),
	CHECK (state IN ('held', 'spent', 'released')),
	CHECK (0 <= refunded AND refunded <= amount)
);

-- Distribution key card_id.
CREATE TABLE refunds (
	card_id   bigint NOT NULL,
	order_id  text   NOT NULL,
	refund_id text   NOT NULL,
	amount    bigint NOT NULL CHECK (amount > 0),
	at        bigint NOT NULL,
	PRIMARY KEY (card_id, order_id, refund_id)
);

-- Distribution key card_id. Append-only: nothing updates or deletes a row. seq is the card's version, so that no change
-- goes without one; the sums of the changes are the card's balance and held.
CREATE TABLE history (
	card_id        bigint NOT NULL,
	seq            bigint NOT NULL,
	kind           text   NOT NULL,
	order_id       text   NOT NULL,
	balance_change bigint NOT NULL,
	held_change    bigint NOT NULL,
	at             bigint NOT NULL,
	PRIMARY KEY (card_id, seq)
);

-- +goose Down
DROP TABLE history;
DROP TABLE refunds;
DROP TABLE uses;
DROP TABLE issues;
DROP TABLE codes;
DROP TABLE cards;
