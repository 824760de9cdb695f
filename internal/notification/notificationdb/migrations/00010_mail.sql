-- +goose Up
-- One letter to one person. Distribution key: user_id. mail_id is the event's.
CREATE TABLE mail (
	user_id   bigint NOT NULL,
	mail_id   text   NOT NULL,
	kind      text   NOT NULL,
	order_id  text   NOT NULL,
	recipient text   NOT NULL,
	mailbox   text   NOT NULL, -- recipient in lower case
	subject   text   NOT NULL,
	body      text   NOT NULL,
	at        bigint NOT NULL,
	sent_at   bigint NOT NULL DEFAULT 0,
	attempt   bigint NOT NULL DEFAULT 0,
	try_at    bigint NOT NULL,
	PRIMARY KEY (user_id, mail_id)
);
-- For the sender, operators and verify, who ask across users.
CREATE INDEX mail_unsent ON mail (try_at) WHERE sent_at = 0;
CREATE INDEX mail_newest ON mail (at, mail_id);
CREATE INDEX mail_mailbox ON mail (mailbox, at, mail_id);
CREATE INDEX mail_by_order ON mail (order_id, kind, mail_id);

-- +goose Down
DROP TABLE mail;
