-- expand: names that a model proposes for themes.

-- +goose Up

-- They are shown beside themes that nobody named, until somebody accepts or dismisses them.
CREATE TABLE theme_proposal (
  project_id int NOT NULL,
  theme_id   text NOT NULL,
  name       text NOT NULL CONSTRAINT theme_proposal_length CHECK (length(name) BETWEEN 1 AND 60),
  model      text NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, theme_id),
  FOREIGN KEY (project_id, theme_id) REFERENCES theme ON DELETE CASCADE
);

-- What asking for them cost: it counts against the same budget as the assistant.
CREATE TABLE theme_asked (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         uuid NOT NULL,
  account_id int REFERENCES account ON DELETE SET NULL,
  tokens     int NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX ON theme_asked (account_id);
CREATE INDEX ON theme_asked (project_id, at);

-- +goose Down
DROP TABLE theme_asked, theme_proposal;
