-- +goose Up
-- One parcel from one warehouse. Distribution key: warehouse_id.
CREATE TABLE shipment (
	warehouse_id bigint NOT NULL,
	shipment_id  text   NOT NULL,
	user_id      bigint NOT NULL,
	order_id     text   NOT NULL,
	seller_id    bigint NOT NULL,
	status       text   NOT NULL,
	method       text   NOT NULL,
	label        text   NOT NULL,
	tracking     text   NOT NULL,
	lines        text   NOT NULL, -- JSON
	deliver_by   bigint NOT NULL,
	created_at   bigint NOT NULL,
	updated_at   bigint NOT NULL,
	version      bigint NOT NULL,
	plan         text   NOT NULL, -- JSON, null where nothing is simulated
	next_step    text   NOT NULL,
	due_at       bigint NOT NULL, -- 0 = nobody is expected to do next_step
	attempt      bigint NOT NULL,
	PRIMARY KEY (warehouse_id, shipment_id),
	CHECK (version > 0),
	CHECK (status IN ('to_pick', 'picked', 'handed_over', 'delivered', 'canceled'))
);
CREATE INDEX shipment_list ON shipment (warehouse_id, status, created_at, shipment_id);
-- For staff, the simulation and verify, who ask across warehouses.
CREATE INDEX shipment_by_id ON shipment (shipment_id, warehouse_id);
CREATE INDEX shipment_all ON shipment (status, created_at, shipment_id);
CREATE INDEX shipment_due ON shipment (due_at) WHERE due_at > 0;

-- +goose Down
DROP TABLE shipment;
