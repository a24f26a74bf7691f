-- expand: snapshots of datasets, what the logs were as of a version, classifications.

-- +goose Up
ALTER TABLE span
  ADD COLUMN since bigint NOT NULL DEFAULT 0,
  ADD COLUMN classifications jsonb;
COMMENT ON COLUMN span.since IS 'version of the first write; 0: before this was kept. As of versions from xact on the row is as it stands, as of those between the two it was something else';
COMMENT ON COLUMN span.classifications IS 'name to list of labels, as the client sent it';

-- Rows of logs are replaced in place, so not every past of them can be told. Where it cannot is known from the rows
-- themselves, but for those that are gone or stand in another trace: for them the log remembers the last such write. What was
-- written before this column was there may have been replaced as well.
ALTER TABLE log_position ADD COLUMN readable bigint NOT NULL DEFAULT 0;
UPDATE log_position SET readable = last;
COMMENT ON COLUMN log_position.readable IS 'position from which on all rows of the logs are still there: the last write that deleted or moved some';

-- A name for a version of a dataset. The version stays readable with or without it.
CREATE TABLE dataset_snapshot (
  project_id  int NOT NULL,
  dataset_id  int NOT NULL,
  id          uuid NOT NULL DEFAULT gen_random_uuid(),
  name        text NOT NULL CONSTRAINT dataset_snapshot_name_length CHECK (length(name) BETWEEN 1 AND 200),
  description text,
  xact        bigint NOT NULL,
  author      text NOT NULL DEFAULT '',
  created     timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, id),
  CONSTRAINT dataset_snapshot_name_unique UNIQUE (project_id, dataset_id, name),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX dataset_snapshot_by_id ON dataset_snapshot (id);

ALTER TABLE dataset ADD COLUMN deleted_name text;
COMMENT ON COLUMN dataset.deleted_name IS 'what it was called when it was deleted, for bringing it back';

-- +goose Down
ALTER TABLE dataset DROP COLUMN deleted_name;
DROP TABLE dataset_snapshot;
ALTER TABLE log_position DROP COLUMN readable;
ALTER TABLE span DROP COLUMN since, DROP COLUMN classifications;
