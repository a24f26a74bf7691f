-- expand: dashboards of charts.

-- +goose Up

CREATE TABLE dashboard (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  slug       text NOT NULL,
  name       text NOT NULL CONSTRAINT dashboard_name_length CHECK (length(name) BETWEEN 1 AND 100),
  state      text NOT NULL DEFAULT '' CONSTRAINT dashboard_state_length CHECK (octet_length(state) <= 30000),
  shared     boolean NOT NULL DEFAULT false,
  created    timestamptz NOT NULL DEFAULT now(),
  deleted    timestamptz,
  PRIMARY KEY (project_id, id),
  CONSTRAINT dashboard_slug_unique UNIQUE (project_id, slug)
);
CREATE INDEX ON dashboard (account_id);
COMMENT ON COLUMN dashboard.slug IS 'its name in addresses; it stays when the dashboard is renamed, and with it the links';
COMMENT ON COLUMN dashboard.state IS 'the query of the address that it opens with: filter, range, time zone';

CREATE TABLE chart (
  project_id   int NOT NULL,
  id           int GENERATED ALWAYS AS IDENTITY,
  dashboard_id int NOT NULL,
  place        int NOT NULL,
  name         text NOT NULL CONSTRAINT chart_name_length CHECK (length(name) BETWEEN 1 AND 100),
  kind         text NOT NULL,
  query        text NOT NULL CONSTRAINT chart_query_length CHECK (octet_length(query) <= 100000),
  wide         boolean NOT NULL DEFAULT false,
  deleted      timestamptz,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, dashboard_id) REFERENCES dashboard ON DELETE CASCADE
);
CREATE INDEX ON chart (project_id, dashboard_id, place);
COMMENT ON COLUMN chart.kind IS 'store.ChartKind';
COMMENT ON COLUMN chart.query IS 'a whole query of the log explorer; what the dashboard is about is added when it is asked';

-- +goose Down
DROP TABLE chart, dashboard;
