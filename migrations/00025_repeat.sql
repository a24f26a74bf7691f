-- expand: items of queues that reviewers are shown a second time, to measure how steady their answers are; messages about mentions;
-- answers that are asked for once more.

-- +goose Up
ALTER TABLE queue ADD COLUMN repeats float8 NOT NULL DEFAULT 0 CONSTRAINT queue_repeats_range CHECK (repeats BETWEEN 0 AND 0.2);
COMMENT ON COLUMN queue.repeats IS 'share of the decided items after which a reviewer gets one of their own again; 0: never';

CREATE TABLE queue_repeat (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  account_id int NOT NULL,
  trace_id   uuid NOT NULL,
  turn       int NOT NULL,
  shown      timestamptz NOT NULL,
  answered   timestamptz,
  skipped    boolean NOT NULL DEFAULT false,
  submission uuid,
  beside     jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (project_id, queue_id, account_id, trace_id),
  FOREIGN KEY (project_id, queue_id, trace_id) REFERENCES queue_item ON DELETE CASCADE,
  CONSTRAINT queue_repeat_turn UNIQUE (project_id, queue_id, account_id, turn)
);
CREATE INDEX queue_repeat_of_item ON queue_repeat (project_id, queue_id, trace_id);
CREATE INDEX queue_repeat_last ON queue_repeat (project_id, account_id, answered DESC) WHERE answered IS NOT NULL;
COMMENT ON TABLE queue_repeat IS 'items that a reviewer answered and was shown again; what is said then is no event and counts nowhere else';
COMMENT ON COLUMN queue_repeat.turn IS 'how many items of the queue the reviewer had decided on when it came';
COMMENT ON COLUMN queue_repeat.answered IS 'when it was decided on, also by skipping';
COMMENT ON COLUMN queue_repeat.beside IS 'what else the form held: comment, expected output, tags, flag';

CREATE TABLE queue_repeat_answer (
  project_id      int NOT NULL,
  queue_id        int NOT NULL,
  account_id      int NOT NULL,
  trace_id        uuid NOT NULL,
  config_id       int NOT NULL,
  name            text NOT NULL,
  first_value     float8,
  first_category  text,
  first_text      text NOT NULL DEFAULT '',
  first_version   int,
  second_value    float8,
  second_category text,
  second_text     text NOT NULL DEFAULT '',
  second_version  int NOT NULL,
  PRIMARY KEY (project_id, queue_id, account_id, trace_id, config_id),
  FOREIGN KEY (project_id, queue_id, account_id, trace_id) REFERENCES queue_repeat ON DELETE CASCADE
);
COMMENT ON TABLE queue_repeat_answer IS 'both answers to each question of a repeat';
COMMENT ON COLUMN queue_repeat_answer.first_value IS 'as it stood when the reviewer completed the item';
COMMENT ON COLUMN queue_repeat_answer.first_version IS 'of the question, under which the first answer was given; null: there was none';

ALTER TABLE outbox ADD COLUMN trace_id uuid, ADD COLUMN comment_id uuid;
COMMENT ON COLUMN outbox.comment_id IS 'the comment that mentions the account; null: the message is about an assignment';

-- What a slot was when it was opened again because its answer was given under an older rubric.
CREATE TABLE queue_reopened (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  trace_id   uuid NOT NULL,
  n          int NOT NULL,
  act        uuid NOT NULL,
  account_id int NOT NULL,
  submission uuid,
  decided    timestamptz,
  assigned   boolean NOT NULL,
  PRIMARY KEY (project_id, queue_id, trace_id, n),
  FOREIGN KEY (project_id, queue_id, trace_id, n) REFERENCES queue_slot ON DELETE CASCADE
);
CREATE INDEX queue_reopened_in ON queue_reopened (project_id, queue_id, act);

-- +goose Down
DROP TABLE queue_reopened;
ALTER TABLE outbox DROP COLUMN comment_id, DROP COLUMN trace_id;
DROP TABLE queue_repeat_answer, queue_repeat;
ALTER TABLE queue DROP COLUMN repeats;
