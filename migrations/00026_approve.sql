-- expand: what decisions of review change in drafts and datasets, so that they are taken back with them.

-- +goose Up

-- What a submission did to a row of its account's draft. A row that it left alone is here too, with the reason.
CREATE TABLE dataset_draft_change (
  project_id int NOT NULL,
  submission uuid NOT NULL,
  dataset_id int NOT NULL,
  row_id     text NOT NULL CONSTRAINT dataset_draft_change_row_length CHECK (octet_length(row_id) BETWEEN 1 AND 1024),
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  outcome    text NOT NULL CONSTRAINT dataset_draft_change_outcome CHECK (outcome IN ('put', 'locked', 'removed', 'full', 'back', 'edited', 'gone')),
  by_hand    boolean NOT NULL DEFAULT false,
  before     text,
  after      text,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, submission, dataset_id, row_id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX ON dataset_draft_change (account_id);
CREATE INDEX ON dataset_draft_change (project_id, dataset_id);
COMMENT ON COLUMN dataset_draft_change.by_hand IS 'the expected value that it went over was written in the dataset';
COMMENT ON COLUMN dataset_draft_change.before IS 'the row of the draft before, as JSON; null: the draft did not have it';
COMMENT ON COLUMN dataset_draft_change.after IS 'the same after; what the draft has later is the person''s own work and stays when the submission is taken back';

-- The decision that added rows on its way, so that taking it back takes them out.
ALTER TABLE dataset_version ADD COLUMN submission uuid;
CREATE INDEX dataset_version_of_submission ON dataset_version (project_id, submission) WHERE submission IS NOT NULL;
CREATE INDEX dataset_version_of_account ON dataset_version (project_id, account_id, xact) WHERE account_id IS NOT NULL;

-- What reviewers said about rows of datasets: entries are only added, and undo marks them. Comments among them stand in dataset_comment too.
CREATE TABLE dataset_row_event (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  row_id     text NOT NULL CONSTRAINT dataset_row_event_row_length CHECK (octet_length(row_id) BETWEEN 1 AND 1024),
  id         uuid NOT NULL,
  n          bigint GENERATED ALWAYS AS IDENTITY,
  seen       bigint NOT NULL,
  kind       text NOT NULL CONSTRAINT dataset_row_event_kind CHECK (kind IN ('score', 'text', 'label', 'comment', 'complete', 'skip')),
  account_id int REFERENCES account ON DELETE SET NULL,
  author     text NOT NULL,
  name       text NOT NULL DEFAULT '',
  value      float8 CONSTRAINT dataset_row_event_value_range CHECK (value BETWEEN 0 AND 1),
  category   text,
  body       text,
  config_id  int,
  config_version int,
  submission uuid NOT NULL,
  at         timestamptz NOT NULL,
  undone     timestamptz,
  PRIMARY KEY (project_id, dataset_id, row_id, id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX ON dataset_row_event (account_id, project_id, dataset_id, n);
CREATE INDEX ON dataset_row_event (project_id, submission);
COMMENT ON COLUMN dataset_row_event.seen IS 'dataset_row.since of the state that was judged';
COMMENT ON COLUMN dataset_row_event.n IS 'order in which things were said';

-- +goose Down
DROP TABLE dataset_row_event;
DROP INDEX dataset_version_of_account, dataset_version_of_submission;
ALTER TABLE dataset_version DROP COLUMN submission;
DROP TABLE dataset_draft_change;
