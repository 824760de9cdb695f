-- +goose Up

-- Distribution key user_id. What is booked of an order: the sums of its entries, written with them.
CREATE TABLE books (
	user_id   bigint NOT NULL,
	order_id  text   NOT NULL,
	currency  text   NOT NULL,
	sold      bigint NOT NULL,
	total     bigint NOT NULL,
	refunds   bigint NOT NULL,
	refunded  bigint NOT NULL,
	captured  bigint NOT NULL,
	paid_back bigint NOT NULL,
	gift      bigint NOT NULL,
	gift_back bigint NOT NULL,
	fee_ppm   bigint NOT NULL,
	at        bigint NOT NULL,
	version   bigint NOT NULL,
	PRIMARY KEY (user_id, order_id),
	CHECK (refunded >= 0 AND captured >= 0 AND paid_back >= 0 AND gift >= 0 AND gift_back >= 0)
);
CREATE INDEX books_changed ON books (at, user_id, order_id);

-- Distribution key user_id. Append-only: nothing updates or deletes a row of these two.
CREATE TABLE entries (
	user_id  bigint NOT NULL,
	order_id text   NOT NULL,
	entry_id text   NOT NULL,
	seq      bigint NOT NULL,
	kind     text   NOT NULL CHECK (kind IN ('sale', 'payment', 'gift_card', 'refund', 'reversal')),
	currency text   NOT NULL,
	at       bigint NOT NULL,
	PRIMARY KEY (user_id, order_id, entry_id)
);
CREATE TABLE postings (
	user_id   bigint NOT NULL,
	order_id  text   NOT NULL,
	entry_id  text   NOT NULL,
	line      bigint NOT NULL,
	account   text   NOT NULL,
	seller_id bigint NOT NULL,
	currency  text   NOT NULL,
	amount    bigint NOT NULL CHECK (amount <> 0),
	PRIMARY KEY (user_id, order_id, entry_id, line)
);

-- Distribution key seller_id. Append-only.
CREATE TABLE seller_entries (
	seller_id bigint NOT NULL,
	order_id  text   NOT NULL,
	entry_id  text   NOT NULL,
	user_id   bigint NOT NULL,
	currency  text   NOT NULL,
	sales     bigint NOT NULL,
	fees      bigint NOT NULL,
	refunds   bigint NOT NULL,
	at        bigint NOT NULL,
	PRIMARY KEY (seller_id, order_id, entry_id)
);
CREATE TABLE seller_balances (
	seller_id bigint NOT NULL,
	currency  text   NOT NULL,
	sales     bigint NOT NULL,
	fees      bigint NOT NULL,
	refunds   bigint NOT NULL,
	PRIMARY KEY (seller_id, currency)
);

-- Distribution key user_id. The gateway's report, as far as it was read.
CREATE TABLE charges (
	user_id  bigint NOT NULL,
	order_id text   NOT NULL,
	state    text   NOT NULL,
	currency text   NOT NULL,
	amount   bigint NOT NULL,
	captured bigint NOT NULL,
	refunded bigint NOT NULL,
	at       bigint NOT NULL,
	due_at  bigint NOT NULL,
	PRIMARY KEY (user_id, order_id)
);
CREATE INDEX charges_due ON charges (due_at, user_id, order_id);

-- Distribution key user_id; the one about the gateway itself has user 0 and no order.
CREATE TABLE findings (
	user_id      bigint NOT NULL,
	order_id     text   NOT NULL,
	kind         text   NOT NULL,
	detail       text   NOT NULL,
	first_seen   bigint NOT NULL,
	last_seen    bigint NOT NULL,
	opened_at    bigint NOT NULL,
	explained_at bigint NOT NULL,
	PRIMARY KEY (user_id, order_id, kind)
);

-- One row (a reference table): where the reconciliation stands, as JSON.
CREATE TABLE passes (
	id    bigint NOT NULL PRIMARY KEY,
	state text   NOT NULL
);

-- +goose Down
DROP TABLE passes;
DROP TABLE findings;
DROP TABLE charges;
DROP TABLE seller_balances;
DROP TABLE seller_entries;
DROP TABLE postings;
DROP TABLE entries;
DROP TABLE books;
