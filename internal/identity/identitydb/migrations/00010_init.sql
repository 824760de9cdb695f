-- +goose Up
CREATE TABLE users (
	user_id       bigint NOT NULL PRIMARY KEY,
	kind          text   NOT NULL CHECK (kind IN ('guest', 'customer', 'operator')),
	email         text   NOT NULL,
	name          text   NOT NULL,
	password_hash text   NOT NULL,
	member_until  bigint NOT NULL DEFAULT 0,
	addresses     bigint NOT NULL DEFAULT 0 CHECK (addresses >= 0),
	created_at    bigint NOT NULL,
	updated_at    bigint NOT NULL,
	CHECK ((kind = 'guest') = (email = '')),
	CHECK ((kind = 'guest') = (password_hash = ''))
);

CREATE TABLE emails (
	email      text   NOT NULL PRIMARY KEY,
	user_id    bigint NOT NULL,
	claimed_at bigint NOT NULL
);

CREATE TABLE sessions (
	user_id    bigint NOT NULL,
	hash       text   NOT NULL,
	expires_at bigint NOT NULL,
	ends_at    bigint NOT NULL,
	created_at bigint NOT NULL,
	PRIMARY KEY (user_id, hash)
);
CREATE INDEX sessions_expired ON sessions (expires_at);

CREATE TABLE addresses (
	user_id     bigint NOT NULL,
	address_id  bigint NOT NULL,
	name        text   NOT NULL,
	line1       text   NOT NULL,
	line2       text   NOT NULL,
	city        text   NOT NULL,
	region      text   NOT NULL,
	postal_code text   NOT NULL,
	country     text   NOT NULL,
	PRIMARY KEY (user_id, address_id)
);

-- +goose Down
DROP TABLE addresses;
DROP TABLE sessions;
DROP TABLE emails;
DROP TABLE users;
