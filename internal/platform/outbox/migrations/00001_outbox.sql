-- +goose Up
CREATE TABLE outbox (
	shard          bigint NOT NULL,
	topic          text   NOT NULL,
	aggregate      text   NOT NULL,
	version        bigint NOT NULL,
	event_key      text   NOT NULL,
	type           text   NOT NULL,
	schema_version bigint NOT NULL,
	user_id        bigint NOT NULL,
	occurred_at    bigint NOT NULL,
	trace          text   NOT NULL,
	payload        text   NOT NULL,
	published_at   bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (shard, topic, aggregate, version)
);
CREATE INDEX outbox_unpublished ON outbox (occurred_at, aggregate, version) WHERE published_at = 0;

CREATE TABLE inbox (
	shard    bigint NOT NULL,
	consumer text   NOT NULL,
	event_id text   NOT NULL,
	PRIMARY KEY (shard, consumer, event_id)
);

-- +goose Down
DROP TABLE inbox;
DROP TABLE outbox;
