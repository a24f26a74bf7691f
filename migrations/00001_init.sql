-- expand: the first schema.
--
-- project_id leads every key, so that the same statements run on tables distributed by project_id. Ids that clients send are
-- text and kept as they came; ours are uuids computed from them (store.KeyOf), so that a child that arrives before its root
-- and a row that arrives twice find the same key without a look-up. Foreign keys stop at the tables that people fill: on
-- traces and spans they would cost a locked look-up a row at ingest for a project that cannot vanish under them.

-- +goose Up

CREATE TABLE project (
  id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid     uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT project_uid_unique UNIQUE,
  name    text NOT NULL CONSTRAINT project_name_unique UNIQUE CONSTRAINT project_name_length CHECK (length(name) BETWEEN 1 AND 100),
  created timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN project.uid IS 'the id on the wire: SDKs demand a UUID';

-- The position in a project's log. Taking it locks the row to the end of the transaction, so numbers become visible in
-- their own order and "as of number N" means the same for everyone. Apart from project, because it changes all the time.
CREATE TABLE log_position (
  project_id int PRIMARY KEY REFERENCES project,
  last       bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- People -------------------------------------------------------------------------------------------------------------

CREATE TABLE account (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email         text NOT NULL CONSTRAINT account_email_form CHECK (email LIKE '%_@_%' AND length(email) <= 254),
  name          text NOT NULL DEFAULT '',
  password_hash text NOT NULL DEFAULT '',
  owner         boolean NOT NULL DEFAULT false,
  created       timestamptz NOT NULL DEFAULT now(),
  disabled      timestamptz
);
CREATE UNIQUE INDEX account_email_unique ON account (lower(email));
COMMENT ON COLUMN account.owner IS 'runs this installation: admin of every project, also of those made from the command line';
COMMENT ON COLUMN account.password_hash IS 'argon2id in PHC form; empty: signs in by one-time link only';

CREATE TABLE account_group (
  id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name    text NOT NULL CONSTRAINT account_group_name_unique UNIQUE,
  created timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE account_group_member (
  group_id   int NOT NULL REFERENCES account_group ON DELETE CASCADE,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY (group_id, account_id)
);
CREATE INDEX ON account_group_member (account_id);

CREATE TABLE membership (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  account_id int REFERENCES account ON DELETE CASCADE,
  group_id   int REFERENCES account_group ON DELETE CASCADE,
  role       text NOT NULL CONSTRAINT membership_role CHECK (role IN ('admin', 'curator', 'reviewer', 'viewer')),
  created    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id),
  CONSTRAINT membership_of_one CHECK (num_nonnulls(account_id, group_id) = 1),
  CONSTRAINT membership_account_unique UNIQUE (project_id, account_id),
  CONSTRAINT membership_group_unique UNIQUE (project_id, group_id)
);
CREATE INDEX ON membership (account_id);
CREATE INDEX ON membership (group_id);

CREATE TABLE session (
  token_hash bytea PRIMARY KEY,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  created    timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL,
  expires    timestamptz NOT NULL,
  agent      text NOT NULL DEFAULT ''
);
CREATE INDEX ON session (account_id);

CREATE TABLE sign_in_link (
  token_hash bytea PRIMARY KEY,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  created    timestamptz NOT NULL,
  expires    timestamptz NOT NULL,
  used       timestamptz
);
CREATE INDEX ON sign_in_link (account_id);

-- Installation-wide values made once, such as the key that signs cookies.
CREATE TABLE setting (name text PRIMARY KEY, value bytea NOT NULL);

-- Traces -------------------------------------------------------------------------------------------------------------

-- One row a trace: what lists, filters and counts read. No payload. Everything here is a fold of spans and events and can
-- be made again from them.
CREATE TABLE trace (
  project_id        int NOT NULL,
  id                uuid NOT NULL,
  root_span_id      text NOT NULL CONSTRAINT trace_root_span_id_length CHECK (octet_length(root_span_id) <= 1024),
  created           timestamptz NOT NULL,
  created_received  boolean NOT NULL DEFAULT false,
  root_id           uuid,
  name              text,
  type              text,
  duration          float8,
  error             text,
  errors            int NOT NULL DEFAULT 0,
  spans             int NOT NULL DEFAULT 0,
  tokens            bigint,
  cost              float8,
  metrics           jsonb NOT NULL DEFAULT '{}',
  scores            jsonb NOT NULL DEFAULT '{}',
  source_scores     jsonb NOT NULL DEFAULT '{}',
  metadata          jsonb NOT NULL DEFAULT '{}',
  feedback_metadata jsonb NOT NULL DEFAULT '{}',
  tags              text[] NOT NULL DEFAULT '{}',
  comments          int NOT NULL DEFAULT 0,
  corrections       int NOT NULL DEFAULT 0,
  user_corrections  int NOT NULL DEFAULT 0,
  reviews           int NOT NULL DEFAULT 0,
  has_expected      boolean NOT NULL DEFAULT false,
  terms             int4[] NOT NULL DEFAULT '{}',
  arrived           bigint NOT NULL,
  changed           bigint NOT NULL,
  PRIMARY KEY (project_id, id)
) WITH (fillfactor = 85);
CREATE INDEX trace_newest ON trace (project_id, created DESC, id DESC);
CREATE INDEX trace_terms ON trace USING gin (terms);
CREATE INDEX trace_commented ON trace (project_id, created DESC, id DESC) WHERE comments > 0;
ALTER TABLE trace ALTER terms SET STATISTICS 1000;
COMMENT ON COLUMN trace.root_id IS 'null until the root span arrives';
COMMENT ON COLUMN trace.created_received IS 'the client gave no time: created is when the trace was received';
COMMENT ON COLUMN trace.scores IS 'combined value by name: a number, a category, or null for a tie';
COMMENT ON COLUMN trace.source_scores IS 'the same by source: {"user":{},"review":{},"automated":{}}';
COMMENT ON COLUMN trace.feedback_metadata IS 'key to list of values, from feedback on the root and free-text answers';
COMMENT ON COLUMN trace.terms IS 'term() of m.key=value, t.tag, and s.-prefixed ones of all spans; never of scores, so that a vote is a HOT update';
COMMENT ON COLUMN trace.arrived IS 'position in the log when the trace came';
COMMENT ON COLUMN trace.changed IS 'position in the log of the last event folded into this row';

-- What a row of trace was before an event changed it: valid for positions changed <= N < until. With it a filter can be
-- asked as of a position, which is how a review run or a selection keeps its members while the traces change.
CREATE TABLE trace_past (
  LIKE trace INCLUDING DEFAULTS,
  until bigint NOT NULL,
  saved timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id, until)
);
CREATE INDEX trace_past_until ON trace_past (project_id, until);

CREATE TABLE span (
  project_id     int NOT NULL,
  id             uuid NOT NULL,
  trace_id       uuid NOT NULL,
  row_id         text NOT NULL CONSTRAINT span_row_id_length CHECK (octet_length(row_id) BETWEEN 1 AND 1024),
  span_id        text NOT NULL CONSTRAINT span_span_id_length CHECK (octet_length(span_id) BETWEEN 1 AND 1024),
  root_span_id   text NOT NULL,
  parent_span_id text,
  created        timestamptz NOT NULL,
  position       int NOT NULL DEFAULT 0,
  name           text,
  type           text,
  error          text,
  metadata       jsonb NOT NULL DEFAULT '{}',
  tags           text[] NOT NULL DEFAULT '{}',
  metrics        jsonb NOT NULL DEFAULT '{}',
  scores         jsonb NOT NULL DEFAULT '{}',
  source_scores  jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (project_id, id)
) WITH (fillfactor = 90);
CREATE INDEX span_of_trace ON span (project_id, trace_id);
CREATE INDEX span_by_span_id ON span (project_id, span_id);
COMMENT ON COLUMN span.position IS 'order of arrival within one batch or file, to order siblings of equal time';
COMMENT ON COLUMN span.scores IS 'fold of the events on this span, shaped as trace.scores';

-- Apart from span, so that lists never read a megabyte to show a line. Text and not jsonb: half the time to read, and the
-- bytes stay as they were sent.
CREATE TABLE span_payload (
  project_id     int NOT NULL,
  id             uuid NOT NULL,
  input          text,
  output         text,
  expected       text,
  approved       text,
  input_preview  text NOT NULL DEFAULT '',
  output_preview text NOT NULL DEFAULT '',
  PRIMARY KEY (project_id, id)
);
COMMENT ON COLUMN span_payload.expected IS 'as logged with the span; approved, when set, stands in its place';

-- The log ------------------------------------------------------------------------------------------------------------

-- Append only. A score, comment, correction or decision is one event; nothing is updated and nothing is deleted: an event
-- that takes another one back names it in retracts.
CREATE TABLE event (
  project_id  int NOT NULL,
  id          uuid NOT NULL,
  seq         bigint NOT NULL,
  trace_id    uuid NOT NULL,
  span_id     uuid NOT NULL,
  kind        text NOT NULL CONSTRAINT event_kind CHECK (kind IN ('score', 'comment', 'correction', 'decision', 'metadata', 'text', 'complete', 'skip', 'dataset', 'retract')),
  source      text NOT NULL CONSTRAINT event_source CHECK (source IN ('user', 'review', 'automated')),
  wire_source text NOT NULL DEFAULT '',
  author      text CONSTRAINT event_author_length CHECK (octet_length(author) <= 1024),
  account_id  int,
  name        text NOT NULL DEFAULT '',
  value       float8 CONSTRAINT event_value_range CHECK (value BETWEEN 0 AND 1),
  category    text,
  body        text,
  metadata    jsonb,
  submission  uuid NOT NULL,
  replaces    uuid,
  retracts    uuid,
  config_id   int,
  config_version int,
  adjudicates boolean NOT NULL DEFAULT false,
  at          timestamptz NOT NULL,
  received    timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX event_of_span ON event (project_id, span_id, kind);
CREATE INDEX event_of_trace ON event (project_id, trace_id, seq);
CREATE INDEX event_in_order ON event (project_id, seq);
CREATE INDEX event_of_account ON event (project_id, account_id, seq DESC) WHERE account_id IS NOT NULL;
CREATE INDEX event_retracting ON event (project_id, retracts) WHERE retracts IS NOT NULL;
COMMENT ON COLUMN event.span_id IS 'span.id, which may arrive later than its feedback';
COMMENT ON COLUMN event.author IS 'who, as the client named them; null is an anonymous vote of its own. Our accounts: their email';
COMMENT ON COLUMN event.submission IS 'events that came together: one feedback row, one press of a review key';
COMMENT ON COLUMN event.replaces IS 'the event of the same author, kind, name and span that counted until this one';

-- Folds of the log that lists and pages read in bulk.
CREATE TABLE trace_score (
  project_id int NOT NULL,
  name       text NOT NULL,
  source     text NOT NULL,
  trace_id   uuid NOT NULL,
  value      float8,
  category   text,
  created    timestamptz NOT NULL,
  PRIMARY KEY (project_id, trace_id, name, source)
) WITH (fillfactor = 90);
CREATE INDEX trace_score_driver ON trace_score (project_id, name, source, value, created DESC, trace_id);
COMMENT ON COLUMN trace_score.source IS 'user, review, automated, or empty for the combined value';

CREATE TABLE comment (
  project_id int NOT NULL,
  id         uuid NOT NULL,
  trace_id   uuid NOT NULL,
  span_id    uuid NOT NULL,
  source     text NOT NULL,
  author     text,
  account_id int,
  body       text NOT NULL,
  at         timestamptz NOT NULL,
  since      bigint NOT NULL,
  until      bigint,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX comment_of_trace ON comment (project_id, trace_id);
COMMENT ON COLUMN comment.until IS 'position in the log at which it was taken back; null while it stands';

CREATE TABLE correction (
  project_id int NOT NULL,
  id         uuid NOT NULL,
  trace_id   uuid NOT NULL,
  span_id    uuid NOT NULL,
  source     text NOT NULL,
  author     text,
  account_id int,
  body       text NOT NULL,
  state      text NOT NULL CONSTRAINT correction_state CHECK (state IN ('proposed', 'approved', 'rejected', 'superseded')),
  decided_by text,
  at         timestamptz NOT NULL,
  since      bigint NOT NULL,
  until      bigint,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX correction_of_trace ON correction (project_id, trace_id);
CREATE INDEX correction_of_span ON correction (project_id, span_id) WHERE until IS NULL;

-- Review -------------------------------------------------------------------------------------------------------------

CREATE TABLE score_config (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  version    int NOT NULL DEFAULT 1,
  name       text NOT NULL CONSTRAINT score_config_name_length CHECK (length(name) BETWEEN 1 AND 100),
  kind       text NOT NULL CONSTRAINT score_config_kind CHECK (kind IN ('slider', 'categorical', 'text')),
  options    jsonb NOT NULL DEFAULT '[]',
  rubric     text NOT NULL DEFAULT '',
  position   int NOT NULL DEFAULT 0,
  created    timestamptz NOT NULL DEFAULT now(),
  archived   timestamptz,
  PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX score_config_name_unique ON score_config (project_id, name) WHERE archived IS NULL;
CREATE TABLE score_config_version (
  project_id int NOT NULL,
  config_id  int NOT NULL,
  version    int NOT NULL,
  name       text NOT NULL,
  kind       text NOT NULL,
  options    jsonb NOT NULL,
  rubric     text NOT NULL,
  created    timestamptz NOT NULL DEFAULT now(),
  account_id int,
  PRIMARY KEY (project_id, config_id, version),
  FOREIGN KEY (project_id, config_id) REFERENCES score_config ON DELETE CASCADE
);

-- Datasets -----------------------------------------------------------------------------------------------------------

CREATE TABLE dataset (
  project_id  int NOT NULL REFERENCES project ON DELETE CASCADE,
  id          int GENERATED ALWAYS AS IDENTITY,
  uid         uuid NOT NULL DEFAULT gen_random_uuid(),
  name        text NOT NULL CONSTRAINT dataset_name_length CHECK (length(name) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '',
  created     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id),
  CONSTRAINT dataset_name_unique UNIQUE (project_id, name),
  CONSTRAINT dataset_uid_unique UNIQUE (project_id, uid)
);
CREATE TABLE dataset_version (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  xact       bigint NOT NULL,
  account_id int,
  author     text NOT NULL,
  note       text NOT NULL DEFAULT '',
  inserted   int NOT NULL,
  updated    int NOT NULL,
  deleted    int NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, xact),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
-- A row as it stood in the versions since <= V < until. Version V of a dataset is a range condition, so every version stays
-- readable and exports the same bytes for ever.
CREATE TABLE dataset_row (
  project_id     int NOT NULL,
  dataset_id     int NOT NULL,
  id             text NOT NULL CONSTRAINT dataset_row_id_length CHECK (octet_length(id) BETWEEN 1 AND 1024),
  since          bigint NOT NULL,
  until          bigint NOT NULL DEFAULT 9223372036854775807,
  position       bigint NOT NULL,
  input          text,
  expected       text,
  expected_from  text NOT NULL DEFAULT '' CONSTRAINT dataset_row_expected_from CHECK (expected_from IN ('', 'approved', 'logged', 'review', 'user', 'output', 'edited')),
  metadata       jsonb NOT NULL DEFAULT '{}',
  tags           text[] NOT NULL DEFAULT '{}',
  origin_project int,
  origin_trace   uuid,
  origin_span    uuid,
  provenance     jsonb NOT NULL DEFAULT '[]',
  created        timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, id, since),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX dataset_row_in_order ON dataset_row (project_id, dataset_id, position, id);
CREATE INDEX dataset_row_of_trace ON dataset_row (project_id, origin_trace) WHERE origin_trace IS NOT NULL;
COMMENT ON COLUMN dataset_row.position IS 'order of insertion; exports and pages follow it';
COMMENT ON COLUMN dataset_row.provenance IS 'copied from the source when the row was written, so that retention of traces never changes it';

-- +goose StatementBegin
-- term is the number under which an equality term stands in trace.terms: the first 32 bits of its md5. Go computes the
-- same (store/postgres/term.go); the exact predicate is always checked again, so a collision costs a row, not a result.
CREATE FUNCTION term(t text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ('x' || substr(md5(t), 1, 8))::bit(32)::int
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION term(text);
DROP TABLE dataset_row, dataset_version, dataset, score_config_version, score_config, correction, comment, trace_score, event,
  span_payload, span, trace_past, trace, setting, sign_in_link, session, membership, account_group_member, account_group, account,
  log_position, project;
