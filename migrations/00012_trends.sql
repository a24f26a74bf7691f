-- expand: themes of comments, alerts, dashboards.

-- +goose Up

-- What comments are about. The ids stay from run to run; what people decided about a theme does too. See package theme.
CREATE TABLE theme (
  project_id  int NOT NULL REFERENCES project ON DELETE CASCADE,
  id          text NOT NULL,
  name        text NOT NULL CONSTRAINT theme_name_length CHECK (length(name) BETWEEN 1 AND 100),
  named       boolean NOT NULL DEFAULT false,
  pinned      boolean NOT NULL DEFAULT false,
  excluded    boolean NOT NULL DEFAULT false,
  merged_into text NOT NULL DEFAULT '',
  terms       jsonb NOT NULL,
  quote       text NOT NULL DEFAULT '',
  quote_id    uuid,
  comments    int NOT NULL,
  found       timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
COMMENT ON COLUMN theme.merged_into IS 'id of the theme that counts in place of this one; empty: itself';

CREATE TABLE theme_member (
  project_id int NOT NULL,
  comment_id uuid NOT NULL,
  theme_id   text NOT NULL,
  likeness   real NOT NULL,
  PRIMARY KEY (project_id, comment_id, theme_id),
  FOREIGN KEY (project_id, theme_id) REFERENCES theme ON DELETE CASCADE
);
CREATE INDEX ON theme_member (project_id, theme_id);

CREATE TABLE theme_run (
  project_id int PRIMARY KEY REFERENCES project ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  comments   int NOT NULL,
  other      int NOT NULL,
  state      text NOT NULL
);
COMMENT ON COLUMN theme_run.state IS 'tells whether comments came or went since; empty: somebody decided something about a theme';

-- What somebody decided about themes, with what these were before, to take it back.
CREATE TABLE theme_act (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         uuid NOT NULL,
  account_id int REFERENCES account ON DELETE SET NULL,
  theme_id   text NOT NULL,
  was        jsonb NOT NULL,
  at         timestamptz NOT NULL,
  undone     timestamptz,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX ON theme_act (account_id);

-- +goose Down
DROP TABLE theme_act, theme_run, theme_member, theme;
