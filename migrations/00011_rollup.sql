-- expand: counts by the hour, release markers.

-- +goose Up

-- What is counted, of all traces (field is empty) or of those with one value of a field. See package rollup.
CREATE TABLE rollup_series (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  field      text NOT NULL,
  value      text NOT NULL,
  measure    text NOT NULL,
  name       text NOT NULL,
  source     text NOT NULL,
  category   text NOT NULL,
  PRIMARY KEY (project_id, id),
  CONSTRAINT rollup_series_unique UNIQUE (project_id, field, value, measure, name, source, category)
);
COMMENT ON COLUMN rollup_series.value IS 'as JSON, in the one spelling that equal values share';

-- Whole numbers in the unit of the measure, so that what was added can be taken away again exactly.
CREATE TABLE rollup (
  project_id int NOT NULL,
  series     int NOT NULL,
  hour       timestamptz NOT NULL,
  n          bigint NOT NULL,
  sum        numeric NOT NULL,
  squares    numeric NOT NULL,
  bins       int[] NOT NULL,
  PRIMARY KEY (project_id, series, hour)
) WITH (fillfactor = 70);
COMMENT ON COLUMN rollup.bins IS 'without zeros at the end: scores by tenths, durations by quarters of an octave';

-- The same by days that begin at midnight UTC, so that months are read from few rows.
CREATE TABLE rollup_day (LIKE rollup INCLUDING ALL) WITH (fillfactor = 70);

-- Fields of which there are too many values to keep. Nothing about them is in rollup.
CREATE TABLE rollup_wide (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  field      text NOT NULL,
  PRIMARY KEY (project_id, field)
);

-- Up to where the log is counted.
CREATE TABLE rollup_state (
  project_id int PRIMARY KEY REFERENCES project ON DELETE CASCADE,
  arrived    bigint NOT NULL DEFAULT 0,
  folded     timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
COMMENT ON COLUMN rollup_state.arrived IS 'traces that arrived up to this position are counted, as they are or as the first row of trace_was has them';

-- What of a trace counted before it changed. It is written in the transaction that changes the trace and goes when the change
-- is counted; the first row of a trace is what rollup has of it.
CREATE TABLE trace_was (
  project_id        int NOT NULL,
  trace_id          uuid NOT NULL,
  until             bigint NOT NULL,
  arrived           bigint NOT NULL,
  created           timestamptz NOT NULL,
  name              text,
  errors            int NOT NULL,
  comments          int NOT NULL,
  duration          float8,
  tokens            bigint,
  cost              float8,
  tags              text[] NOT NULL,
  metadata          jsonb NOT NULL,
  feedback_metadata jsonb NOT NULL,
  source_scores     jsonb NOT NULL,
  PRIMARY KEY (project_id, trace_id, until)
);

CREATE TABLE release (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  name       text NOT NULL CONSTRAINT release_name_length CHECK (octet_length(name) BETWEEN 1 AND 200),
  at         timestamptz NOT NULL,
  seen       boolean NOT NULL,
  PRIMARY KEY (project_id, name)
);
COMMENT ON COLUMN release.seen IS 'nobody told of it: at is the first trace whose metadata.release names it';

-- +goose StatementBegin
CREATE FUNCTION add_bins(a int[], b int[]) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN a = '{}' THEN b
    WHEN b = '{}' THEN a
    ELSE COALESCE((
      SELECT array_agg(COALESCE(u.x, 0) + COALESCE(u.y, 0) ORDER BY u.i)
        FILTER (WHERE u.i <= (SELECT max(w.i) FROM unnest(a, b) WITH ORDINALITY AS w (x, y, i) WHERE COALESCE(w.x, 0) + COALESCE(w.y, 0) <> 0))
      FROM unnest(a, b) WITH ORDINALITY AS u (x, y, i)
    ), '{}')
  END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION add_bins(int[], int[]);
DROP TABLE release, trace_was, rollup_state, rollup_wide, rollup_day, rollup, rollup_series;
