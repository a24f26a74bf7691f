-- expand: threads of the assistant, and whether a project lets it ask a model.

-- +goose Up
CREATE TABLE assistant_thread (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  title      text NOT NULL CONSTRAINT assistant_thread_title_length CHECK (length(title) BETWEEN 1 AND 200),
  shared     boolean NOT NULL DEFAULT false,
  created    timestamptz NOT NULL,
  touched    timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX assistant_thread_newest ON assistant_thread (project_id, touched DESC, id DESC);
CREATE INDEX assistant_thread_of_account ON assistant_thread (account_id);
COMMENT ON COLUMN assistant_thread.shared IS 'everyone of the project sees it; else only who asked';

CREATE TABLE assistant_turn (
  project_id int NOT NULL,
  thread_id  int NOT NULL,
  n          int NOT NULL,
  sentence   text NOT NULL CONSTRAINT assistant_turn_sentence_length CHECK (octet_length(sentence) <= 20000),
  context    jsonb NOT NULL,
  choices    jsonb NOT NULL,
  plan       jsonb NOT NULL,
  made       jsonb NOT NULL,
  done       jsonb,
  tokens     int NOT NULL DEFAULT 0,
  position   bigint NOT NULL,
  asked      timestamptz NOT NULL,
  PRIMARY KEY (project_id, thread_id, n),
  FOREIGN KEY (project_id, thread_id) REFERENCES assistant_thread ON DELETE CASCADE
);
CREATE INDEX assistant_turn_spent ON assistant_turn (project_id, asked) WHERE tokens > 0;
COMMENT ON COLUMN assistant_turn.context IS 'filter of the page it was asked on, and the traces that were selected';
COMMENT ON COLUMN assistant_turn.made IS 'by rules or by a model, and what that cost';
COMMENT ON COLUMN assistant_turn.done IS 'what a person approved of it; null: nothing was written';
COMMENT ON COLUMN assistant_turn.position IS 'in the log, as of which the traces are those of the plan';

ALTER TABLE project ADD COLUMN assistant_model boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN project.assistant_model IS 'the assistant may ask the model that the installation has';

-- +goose Down
ALTER TABLE project DROP COLUMN assistant_model;
DROP TABLE assistant_turn;
DROP TABLE assistant_thread;
