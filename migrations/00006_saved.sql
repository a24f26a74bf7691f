-- expand: tags and flags that people give, bulk actions, saved views, the key of sessions.

-- +goose Up

-- Kinds are the program's (store.EventKind). A list of them here would have to be widened, under a lock on every event, for
-- each new one; an older program leaves a kind that it does not know alone. What the list let through, this does.
ALTER TABLE event DROP CONSTRAINT event_kind, ADD CONSTRAINT event_kind CHECK (kind ~ '^[a-z]{1,20}$') NOT VALID;
CREATE INDEX event_of_submission ON event (project_id, submission, seq) WHERE account_id IS NOT NULL;

ALTER TABLE span ADD COLUMN tagged text[];
COMMENT ON COLUMN span.tagged IS 'tags with those that people gave and without those they took away; null: as logged';

ALTER TABLE trace ADD COLUMN flagged boolean NOT NULL DEFAULT false;
ALTER TABLE trace_past ADD COLUMN flagged boolean NOT NULL DEFAULT false;
CREATE INDEX trace_flagged ON trace (project_id, created DESC, id DESC) WHERE flagged;
COMMENT ON COLUMN trace.flagged IS 'the last word on it is that it needs a review';

-- One thing said about many traces. It is done in steps, each a transaction, so that a large one neither holds the log for
-- long nor is lost when the program stops.
CREATE TABLE bulk (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         uuid NOT NULL,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  action     jsonb NOT NULL,
  state      text NOT NULL CONSTRAINT bulk_state CHECK (state IN ('running', 'done', 'undoing', 'undone')),
  total      int NOT NULL,
  done       int NOT NULL DEFAULT 0,
  changed    int NOT NULL DEFAULT 0,
  last       bigint NOT NULL DEFAULT 0,
  started    timestamptz NOT NULL,
  touched    timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX ON bulk (account_id);
CREATE INDEX bulk_open ON bulk (state) WHERE state IN ('running', 'undoing');
COMMENT ON COLUMN bulk.id IS 'the submission of its events';
COMMENT ON COLUMN bulk.total IS 'traces to go through; events to take back while undoing';
COMMENT ON COLUMN bulk.changed IS 'traces about which something was said';
COMMENT ON COLUMN bulk.last IS 'position in the log up to which its events are taken back';

CREATE TABLE bulk_member (
  project_id int NOT NULL,
  bulk_id    uuid NOT NULL,
  n          int NOT NULL,
  trace_id   uuid NOT NULL,
  PRIMARY KEY (project_id, bulk_id, n),
  FOREIGN KEY (project_id, bulk_id) REFERENCES bulk ON DELETE CASCADE
);
COMMENT ON TABLE bulk_member IS 'the traces of a bulk action, fixed when it began; gone when it is done';

CREATE TABLE saved_view (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  slug       text NOT NULL,
  name       text NOT NULL CONSTRAINT saved_view_name_length CHECK (length(name) BETWEEN 1 AND 100),
  state      text NOT NULL CONSTRAINT saved_view_state_length CHECK (octet_length(state) <= 30000),
  shared     boolean NOT NULL DEFAULT false,
  standard   boolean NOT NULL DEFAULT false,
  created    timestamptz NOT NULL DEFAULT now(),
  deleted    timestamptz,
  PRIMARY KEY (project_id, id),
  CONSTRAINT saved_view_slug_unique UNIQUE (project_id, slug),
  CONSTRAINT saved_view_standard_shared CHECK (shared OR NOT standard)
);
CREATE INDEX ON saved_view (account_id);
CREATE UNIQUE INDEX saved_view_one_standard ON saved_view (project_id) WHERE standard AND deleted IS NULL;
COMMENT ON COLUMN saved_view.slug IS 'its name in addresses; it stays when the view is renamed, and with it the links';
COMMENT ON COLUMN saved_view.state IS 'the query of the address of the list: filter, columns, order';
COMMENT ON COLUMN saved_view.standard IS 'what the list of the project opens with for everyone without a choice of their own';

CREATE TABLE own_view (
  project_id int NOT NULL,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  view_id    int NOT NULL,
  PRIMARY KEY (project_id, account_id),
  FOREIGN KEY (project_id, view_id) REFERENCES saved_view ON DELETE CASCADE
);
CREATE INDEX ON own_view (account_id);
CREATE INDEX ON own_view (project_id, view_id);
COMMENT ON TABLE own_view IS 'the view that the list opens with for one person';

ALTER TABLE project ADD COLUMN session_key text NOT NULL DEFAULT '' CONSTRAINT project_session_key_length CHECK (length(session_key) <= 200);
COMMENT ON COLUMN project.session_key IS 'key of metadata that traces of one session share; empty: the first there is of the usual ones';

-- +goose Down
ALTER TABLE project DROP COLUMN session_key;
DROP TABLE own_view, saved_view, bulk_member, bulk;
DROP INDEX trace_flagged;
ALTER TABLE trace_past DROP COLUMN flagged;
ALTER TABLE trace DROP COLUMN flagged;
ALTER TABLE span DROP COLUMN tagged;
DROP INDEX event_of_submission;
ALTER TABLE event DROP CONSTRAINT event_kind, ADD CONSTRAINT event_kind CHECK (kind IN ('score', 'comment', 'correction', 'decision', 'metadata', 'text', 'complete', 'skip', 'dataset', 'retract')) NOT VALID;
