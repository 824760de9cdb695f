-- +goose Up
ALTER TABLE products ADD COLUMN attributes text NOT NULL DEFAULT ''; -- JSON, '' = none
ALTER TABLE products ADD COLUMN avg_rating double precision NOT NULL DEFAULT 0 CHECK (avg_rating BETWEEN 0 AND 5);
ALTER TABLE products ADD COLUMN review_count bigint NOT NULL DEFAULT 0 CHECK (review_count >= 0);

-- +goose Down
ALTER TABLE products DROP COLUMN review_count;
ALTER TABLE products DROP COLUMN avg_rating;
ALTER TABLE products DROP COLUMN attributes;
