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

-- Splits of which nobody changes a row.
CREATE TABLE dataset_lock (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  split      text NOT NULL CONSTRAINT dataset_lock_split_length CHECK (length(split) BETWEEN 1 AND 200),
  author     text NOT NULL,
  note       text NOT NULL DEFAULT '',
  locked     timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, split),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX dataset_row_of_split ON dataset_row (project_id, dataset_id, split) WHERE split IS NOT NULL;

-- Names that programs ask for, such as production. Unlike a snapshot, one is moved on from version to version.
CREATE TABLE dataset_environment (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  name       text NOT NULL CONSTRAINT dataset_environment_name_length CHECK (length(name) BETWEEN 1 AND 200),
  xact       bigint NOT NULL,
  author     text NOT NULL,
  changed    timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, name),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);

-- What was done to a dataset and is no version of it: who locked what, and what names stood for when.
CREATE TABLE dataset_event (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  kind       text NOT NULL CONSTRAINT dataset_event_kind CHECK (kind ~ '^[a-z]{1,20}$'),
  name       text NOT NULL,
  xact       bigint,
  author     text NOT NULL,
  note       text NOT NULL DEFAULT '',
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
COMMENT ON COLUMN dataset_event.name IS 'of the split, snapshot or environment';
COMMENT ON COLUMN dataset_event.xact IS 'version that the name stands for from then on';

-- +goose StatementBegin
-- row_sources are the traces and spans that a row was made from and merged with: tP/TRACE and sP/SPAN for project P.
CREATE FUNCTION row_sources(project int, provenance jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT array_agg(DISTINCT k.key)
FROM jsonb_array_elements(provenance) AS e (entry)
  CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(e.entry ->> 'project', '0'), project::text) || '/' AS prefix) AS p
  CROSS JOIN LATERAL (VALUES ('t' || p.prefix || (e.entry ->> 'trace')), ('s' || p.prefix || (e.entry ->> 'span'))) AS k (key)
WHERE k.key IS NOT NULL
$$;
-- +goose StatementEnd

-- Of most rows origin_trace says all. Only those with more sources have this, so that the index is as small as they are few.
ALTER TABLE dataset_row ADD COLUMN sources text[] GENERATED ALWAYS AS (
  CASE WHEN jsonb_typeof(provenance) = 'array' THEN
    CASE WHEN jsonb_array_length(provenance) > 1 THEN row_sources(project_id, provenance) END
  END
) STORED;
CREATE INDEX dataset_row_of_sources ON dataset_row USING gin (sources) WITH (fastupdate = off) WHERE sources IS NOT NULL;
CREATE INDEX dataset_row_merged ON dataset_row (project_id) WHERE sources IS NOT NULL;
COMMENT ON COLUMN dataset_row.sources IS 'all traces and spans of a row that has several, as row_sources writes them; null: origin_trace and origin_span are all';

-- +goose Down
DROP INDEX dataset_row_merged, dataset_row_of_sources;
ALTER TABLE dataset_row DROP COLUMN sources;
DROP FUNCTION row_sources(int, jsonb);
DROP INDEX dataset_row_of_split;
DROP TABLE dataset_event, dataset_environment, dataset_lock, dataset_draft;
