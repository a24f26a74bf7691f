-- expand: what comments quote and whom they mention.

-- +goose Up
ALTER TABLE comment ADD COLUMN about jsonb;
COMMENT ON COLUMN comment.about IS 'the passage it quotes and the people it mentions; null: neither';

-- One row a comment and person it mentions.
CREATE TABLE mention (
  project_id int NOT NULL,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  comment_id uuid NOT NULL,
  trace_id   uuid NOT NULL,
  since      bigint NOT NULL,
  until      bigint,
  read       timestamptz,
  PRIMARY KEY (project_id, account_id, comment_id),
  FOREIGN KEY (project_id, comment_id) REFERENCES comment ON DELETE CASCADE
);
CREATE INDEX mention_newest ON mention (project_id, account_id, since DESC) WHERE until IS NULL;
CREATE INDEX mention_unread ON mention (project_id, account_id) WHERE until IS NULL AND read IS NULL;
CREATE INDEX mention_of_comment ON mention (project_id, comment_id);
CREATE INDEX mention_of_account ON mention (account_id);
COMMENT ON COLUMN mention.until IS 'position in the log at which the comment was taken back; null while it stands';
COMMENT ON COLUMN mention.read IS 'when the person saw it';

-- +goose Down
DROP TABLE mention;
ALTER TABLE comment DROP COLUMN about;
