-- +goose Up
CREATE TABLE placeholder (id bigint NOT NULL PRIMARY KEY);
-- +goose Down
DROP TABLE placeholder;
