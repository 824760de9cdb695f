-- +goose Up
CREATE TABLE events (
	position       bigint PRIMARY KEY,
	event_id       text   NOT NULL UNIQUE,
	topic          text   NOT NULL,
	event_key      text   NOT NULL,
	type           text   NOT NULL,
	schema_version bigint NOT NULL,
	aggregate      text   NOT NULL,
	version        bigint NOT NULL,
	user_id        bigint NOT NULL,
	occurred_at    bigint NOT NULL,
	trace          text   NOT NULL,
	payload        text   NOT NULL,
	stored_at      bigint NOT NULL
);
CREATE TABLE head (
	one      bigint PRIMARY KEY CHECK (one = 1),
	position bigint NOT NULL
);
INSERT INTO head (one, position) VALUES (1, 0);
CREATE TABLE cursors (
	consumer text   PRIMARY KEY,
	position bigint NOT NULL
);

-- +goose Down
DROP TABLE cursors;
DROP TABLE head;
DROP TABLE events;
