-- expand: drafts of rows, locked splits, environments, what is done to a dataset beside its versions, all traces of a row.

-- +goose Up

-- What one person changed and has not committed. A row of it is the whole row as that person wants it, with the state that was
-- changed: what others commit meanwhile is found and never overwritten.
CREATE TABLE dataset_draft (
  project_id    int NOT NULL,
  dataset_id    int NOT NULL,
  account_id    int NOT NULL REFERENCES account ON DELETE CASCADE,
  row_id        text NOT NULL CONSTRAINT dataset_draft_row_length CHECK (octet_length(row_id) BETWEEN 1 AND 1024),
  base          bigint NOT NULL,
  removed       boolean NOT NULL DEFAULT false,
  input         text,
  expected      text,
  expected_from text NOT NULL DEFAULT '',
  metadata      jsonb NOT NULL DEFAULT '{}',
  tags          text[] NOT NULL DEFAULT '{}',
  split         text,
  place         bigint GENERATED ALWAYS AS IDENTITY,
  changed       timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, account_id, row_id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX dataset_draft_of_account ON dataset_draft (account_id);
COMMENT ON COLUMN dataset_draft.base IS 'dataset_row.since of the state that was changed; 0: the row is to be there although it is not';
COMMENT ON COLUMN dataset_draft.place IS 'order in which rows were first changed';

-- +goose Down
DROP TABLE dataset_draft;
