-- expand: items of queues whose answers are known, to check reviewers by.

-- +goose Up
CREATE TABLE queue_gold (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  trace_id   uuid NOT NULL,
  name       text NOT NULL,
  value      float8,
  category   text,
  account_id int,
  settled    boolean NOT NULL,
  marked_by  int,
  marked     timestamptz NOT NULL,
  PRIMARY KEY (project_id, queue_id, trace_id, name),
  FOREIGN KEY (project_id, queue_id, trace_id) REFERENCES queue_item ON DELETE CASCADE,
  CONSTRAINT queue_gold_known CHECK (value IS NOT NULL OR category IS NOT NULL)
);
COMMENT ON TABLE queue_gold IS 'known answers, as they were when somebody marked the item; reviewers are told nothing of them';
COMMENT ON COLUMN queue_gold.name IS 'the question';
COMMENT ON COLUMN queue_gold.account_id IS 'whose answer it is; what that account answers itself is not checked by it';
COMMENT ON COLUMN queue_gold.settled IS 'decided by adjudication, else the own answer of whoever marked the item';

-- +goose Down
DROP TABLE queue_gold;
