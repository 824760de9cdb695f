-- Distribution key: user_id.

-- +goose Up
CREATE TABLE parcels (
	user_id         bigint NOT NULL,
	shipment_id     text   NOT NULL,
	order_id        text   NOT NULL,
	warehouse_id    bigint NOT NULL,
	method          text   NOT NULL,
	label_number    text   NOT NULL,
	tracking_number text   NOT NULL,
	created_at      bigint NOT NULL,
	PRIMARY KEY (user_id, shipment_id)
);
CREATE INDEX parcels_order ON parcels (user_id, order_id, created_at);

CREATE TABLE scans (
	user_id     bigint NOT NULL,
	shipment_id text   NOT NULL,
	what        text   NOT NULL,
	at          bigint NOT NULL,
	place       text   NOT NULL,
	PRIMARY KEY (user_id, shipment_id, what),
	FOREIGN KEY (user_id, shipment_id) REFERENCES parcels (user_id, shipment_id)
);

-- +goose Down
DROP TABLE scans;
DROP TABLE parcels;
