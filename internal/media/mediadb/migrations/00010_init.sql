-- Distribution key: picture_id, the SHA-256 of the widest JPEG in hex.

-- +goose Up
CREATE TABLE renditions (
	picture_id   text   NOT NULL,
	width        bigint NOT NULL CHECK (width > 0),
	content_type text   NOT NULL,
	height       bigint NOT NULL CHECK (height > 0),
	blob_key     text   NOT NULL,
	bytes        bigint NOT NULL,
	PRIMARY KEY (picture_id, width, content_type)
);

-- +goose Down
DROP TABLE renditions;
