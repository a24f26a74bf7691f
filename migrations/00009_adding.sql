-- expand: jobs, splits and signatures of dataset rows, recipes.

-- +goose Up

-- Work that takes longer than a request. A worker of any server takes it, says now and then that it is alive, and finishes it
-- in the transaction that does the work, so that it is done once however many servers there are and however often they stop.
CREATE TABLE job (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         uuid NOT NULL DEFAULT gen_random_uuid(),
  kind       text NOT NULL CONSTRAINT job_kind CHECK (kind ~ '^[a-z]{1,20}$'),
  title      text NOT NULL,
  lane       text NOT NULL DEFAULT '',
  account_id int REFERENCES account ON DELETE SET NULL,
  author     text NOT NULL DEFAULT '',
  request    jsonb NOT NULL,
  state      text NOT NULL DEFAULT 'waiting' CONSTRAINT job_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  cancelled  boolean NOT NULL DEFAULT false,
  stage      text NOT NULL DEFAULT '',
  done       bigint NOT NULL DEFAULT 0,
  total      bigint NOT NULL DEFAULT 0,
  result     jsonb,
  error      text NOT NULL DEFAULT '',
  attempts   int NOT NULL DEFAULT 0,
  worker     uuid,
  beat       timestamptz,
  created    timestamptz NOT NULL,
  started    timestamptz,
  finished   timestamptz,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX ON job (account_id);
CREATE INDEX job_newest ON job (project_id, created DESC, id);
CREATE INDEX job_open ON job (created) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX job_lane ON job (project_id, lane) WHERE state = 'running' AND lane <> '';
COMMENT ON COLUMN job.lane IS 'jobs of one lane of a project run one after another; empty: beside any other';
COMMENT ON COLUMN job.cancelled IS 'someone asked for it to be cancelled; the worker sees it at its next beat';
COMMENT ON COLUMN job.beat IS 'when the worker last said that it is alive, by the clock of the database; one that is long silent loses the job';
COMMENT ON COLUMN job.attempts IS 'how often a worker took it; those that a stopping server gave back do not count';

-- A generated column, so that no way of writing rows can forget it.
ALTER TABLE dataset_row
  ADD COLUMN split text CONSTRAINT dataset_row_split_length CHECK (length(split) BETWEEN 1 AND 200),
  ADD COLUMN content uuid GENERATED ALWAYS AS (md5(input)::uuid) STORED;
CREATE INDEX dataset_row_content ON dataset_row (project_id, dataset_id, content);
COMMENT ON COLUMN dataset_row.split IS 'such as train or holdout; null: in none';
COMMENT ON COLUMN dataset_row.content IS 'tells rows of the same input, to the byte';
ALTER TABLE dataset_row DROP CONSTRAINT dataset_row_expected_from, ADD CONSTRAINT dataset_row_expected_from CHECK
  (expected_from IN ('', 'approved', 'logged', 'review', 'user', 'output', 'edited', 'mapped'));

-- What finds inputs that say nearly the same (store/similar). By content and not by row: rows of all versions share it.
CREATE TABLE row_signature (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  content    uuid NOT NULL,
  signature  bytea NOT NULL,
  bands      int4[] NOT NULL,
  PRIMARY KEY (project_id, dataset_id, content),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
-- Without a list of pending entries, which every search would have to read.
CREATE INDEX row_signature_bands ON row_signature USING gin (bands) WITH (fastupdate = off);
COMMENT ON COLUMN row_signature.signature IS 'empty for an input without letters and digits, which is like no other';
COMMENT ON COLUMN row_signature.bands IS 'hashes of the dataset and of parts of the signature: near duplicates share one';
ALTER TABLE dataset ADD COLUMN signed bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN dataset.signed IS 'version up to which all rows have a signature';

-- Votes but for those that spans carry themselves, which are most: adding to a dataset looks for the others.
CREATE INDEX event_told ON event (project_id, trace_id) WHERE kind = 'score' AND (source <> 'automated' OR author IS DISTINCT FROM 'span');

-- A filter, a mapping and a sample under a name, to be run again.
CREATE TABLE recipe (
  project_id int NOT NULL,
  id         int GENERATED ALWAYS AS IDENTITY,
  dataset_id int NOT NULL,
  name       text NOT NULL CONSTRAINT recipe_name_length CHECK (length(name) BETWEEN 1 AND 100),
  source_id  int NOT NULL REFERENCES project ON DELETE CASCADE,
  filter     text NOT NULL,
  plan       jsonb NOT NULL,
  account_id int REFERENCES account ON DELETE SET NULL,
  author     text NOT NULL,
  created    timestamptz NOT NULL,
  changed    timestamptz NOT NULL,
  deleted    timestamptz,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX ON recipe (account_id);
CREATE INDEX ON recipe (source_id);
CREATE UNIQUE INDEX recipe_name_unique ON recipe (project_id, dataset_id, name) WHERE deleted IS NULL;
COMMENT ON COLUMN recipe.source_id IS 'the project whose traces it takes';

CREATE TABLE recipe_run (
  project_id int NOT NULL,
  recipe_id  int NOT NULL,
  n          int NOT NULL,
  position   bigint NOT NULL,
  xact       bigint,
  report     jsonb NOT NULL,
  author     text NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, recipe_id, n),
  FOREIGN KEY (project_id, recipe_id) REFERENCES recipe ON DELETE CASCADE
);
COMMENT ON COLUMN recipe_run.position IS 'in the log of the source, as of which the filter was asked';
COMMENT ON COLUMN recipe_run.xact IS 'the version that it wrote; null: there was nothing new';

-- +goose Down
DROP TABLE recipe_run, recipe;
DROP INDEX event_told;
ALTER TABLE dataset DROP COLUMN signed;
DROP TABLE row_signature;
ALTER TABLE dataset_row DROP CONSTRAINT dataset_row_expected_from, ADD CONSTRAINT dataset_row_expected_from
  CHECK (expected_from IN ('', 'approved', 'logged', 'review', 'user', 'output', 'edited')) NOT VALID;
DROP INDEX dataset_row_content;
ALTER TABLE dataset_row DROP COLUMN content, DROP COLUMN split;
DROP TABLE job;
