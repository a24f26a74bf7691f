-- expand: what traces that say nearly the same are found by; who lets the assistant open pages.

-- +goose Up

-- Fingerprints of what traces were asked and answered (store/similar). They only say which traces to compare: what has changed
-- since is found less well and shown as it is. Nothing refers to trace, so that nobody who writes to it waits.
CREATE TABLE trace_print (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  trace_id   uuid NOT NULL,
  arrived    bigint NOT NULL,
  input      bit(512),
  output     bit(512),
  PRIMARY KEY (project_id, trace_id)
);
CREATE INDEX trace_print_newest ON trace_print (project_id, arrived DESC);
COMMENT ON COLUMN trace_print.arrived IS 'as in trace';
COMMENT ON COLUMN trace_print.input IS 'null where there are neither letters nor digits, and before the root came';

-- Traces that changed since, to be read again.
CREATE TABLE trace_print_due (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  trace_id   uuid NOT NULL,
  PRIMARY KEY (project_id, trace_id)
);

CREATE TABLE trace_print_state (
  project_id int PRIMARY KEY REFERENCES project ON DELETE CASCADE,
  arrived    bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
COMMENT ON COLUMN trace_print_state.arrived IS 'traces that arrived up to this position have a fingerprint, or are due';

-- Who lets the assistant open lists and charts without being asked. What writes always asks.
CREATE TABLE assistant_opens (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY (project_id, account_id)
);
CREATE INDEX ON assistant_opens (account_id);

-- +goose Down
DROP TABLE assistant_opens;
DROP TABLE trace_print_state, trace_print_due, trace_print;
