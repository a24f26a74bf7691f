-- expand: themes of comments, alerts.

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

CREATE TABLE alert (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  name       text NOT NULL,
  filter     text NOT NULL,
  rate       boolean NOT NULL,
  of_filter  text NOT NULL,
  window_s   int NOT NULL CONSTRAINT alert_window_range CHECK (window_s BETWEEN 300 AND 2592000),
  below      boolean NOT NULL,
  threshold  float8 NOT NULL,
  least      int NOT NULL,
  cooldown_s int NOT NULL CONSTRAINT alert_cooldown_range CHECK (cooldown_s BETWEEN 0 AND 2592000),
  webhook    text NOT NULL,
  secret     text NOT NULL,
  slack      text NOT NULL,
  mail       text NOT NULL,
  paused     boolean NOT NULL DEFAULT false,
  account_id int REFERENCES account ON DELETE SET NULL,
  created    timestamptz NOT NULL,
  fired      timestamptz,
  checked    timestamptz,
  trouble    text NOT NULL DEFAULT '',
  deleted    timestamptz,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX ON alert (account_id);
CREATE INDEX alert_active ON alert (checked) WHERE deleted IS NULL AND NOT paused;

CREATE TABLE alert_firing (
  project_id int NOT NULL,
  id         uuid NOT NULL,
  alert_id   int NOT NULL,
  test       boolean NOT NULL,
  at         timestamptz NOT NULL,
  from_time  timestamptz NOT NULL,
  to_time    timestamptz NOT NULL,
  hits       int NOT NULL,
  n          int NOT NULL,
  filter     text NOT NULL,
  says       text NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, alert_id) REFERENCES alert ON DELETE CASCADE
);
CREATE INDEX alert_firing_of ON alert_firing (project_id, alert_id, at DESC);

-- One row for each receiver of a firing: what is still to be sent, and the log of what was.
CREATE TABLE alert_message (
  id         uuid PRIMARY KEY,
  project_id int NOT NULL,
  firing_id  uuid NOT NULL,
  channel    text NOT NULL CONSTRAINT alert_message_channel CHECK (channel IN ('webhook', 'slack', 'mail')),
  target     text NOT NULL,
  attempts   int NOT NULL DEFAULT 0,
  due        timestamptz NOT NULL,
  delivered  timestamptz,
  given_up   timestamptz,
  error      text NOT NULL DEFAULT '',
  FOREIGN KEY (project_id, firing_id) REFERENCES alert_firing ON DELETE CASCADE
);
CREATE INDEX alert_message_waiting ON alert_message (due) WHERE delivered IS NULL AND given_up IS NULL;
CREATE INDEX ON alert_message (project_id, firing_id);

-- +goose Down
DROP TABLE alert_message, alert_firing, alert;
DROP TABLE theme_act, theme_run, theme_member, theme;
