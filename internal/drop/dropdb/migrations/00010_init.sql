-- +goose Up

-- Distribution key product_id throughout. admitted_to is the waiting room's state: places up to it may check out. moved_at
-- says up to when admissions are accounted for. joined, early and admitted are counts as of the last second, for people.
CREATE TABLE drops (
	product_id      bigint NOT NULL,
	drop_id         bigint NOT NULL,
	starts_at       bigint NOT NULL,
	ends_at         bigint NOT NULL,
	ended_at        bigint NOT NULL DEFAULT 0,
	limit_per_buyer bigint NOT NULL,
	waiting_room    bigint NOT NULL,
	admitted_to     bigint NOT NULL DEFAULT 0,
	moved_at        bigint NOT NULL DEFAULT 0,
	joined          bigint NOT NULL DEFAULT 0,
	early           bigint NOT NULL DEFAULT 0,
	admitted        bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (product_id, drop_id),
	CHECK (limit_per_buyer >= 0 AND (ends_at = 0 OR ends_at > starts_at))
);

-- The newest drop of a product and when it is over; what makes a second one at the same time impossible.
CREATE TABLE latest_drops (
	product_id bigint NOT NULL PRIMARY KEY,
	drop_id    bigint NOT NULL,
	over_at    bigint NOT NULL
);

-- One place per user; behind is how many had joined before, where that is known.
CREATE TABLE tickets (
	product_id bigint NOT NULL,
	drop_id    bigint NOT NULL,
	user_id    bigint NOT NULL,
	place      bigint NOT NULL,
	behind     bigint NOT NULL,
	joined_at  bigint NOT NULL,
	PRIMARY KEY (product_id, drop_id, user_id),
	UNIQUE (product_id, drop_id, place)
);

-- What an order took of a drop. A given row stays: it refuses a late take. Rows outlive their drop: they are its history.
CREATE TABLE takes (
	product_id bigint NOT NULL,
	order_id   text   NOT NULL,
	drop_id    bigint NOT NULL,
	user_id    bigint NOT NULL,
	quantity   bigint NOT NULL,
	payment    text   NOT NULL,
	address    text   NOT NULL,
	state      text   NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (product_id, order_id),
	CHECK (quantity >= 0 AND state IN ('taken', 'kept', 'given'))
);

-- What one buyer, known by user, payment or address, has of a drop; max_taken is the limit when they last took (0 = none).
CREATE TABLE takers (
	product_id bigint NOT NULL,
	drop_id    bigint NOT NULL,
	kind       text   NOT NULL,
	who        text   NOT NULL,
	taken      bigint NOT NULL,
	max_taken  bigint NOT NULL,
	PRIMARY KEY (product_id, drop_id, kind, who),
	CHECK (taken >= 0 AND (max_taken = 0 OR taken <= max_taken))
);

-- +goose Down
DROP TABLE takers;
DROP TABLE takes;
DROP TABLE tickets;
DROP TABLE latest_drops;
DROP TABLE drops;
