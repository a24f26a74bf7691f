-- expand: templates by which a project shows its traces.

-- +goose Up

CREATE TABLE sheet (
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  id         int GENERATED ALWAYS AS IDENTITY,
  slug       text NOT NULL,
  name       text NOT NULL CONSTRAINT sheet_name_length CHECK (length(name) BETWEEN 1 AND 100),
  template   text NOT NULL CONSTRAINT sheet_template_length CHECK (octet_length(template) <= 20000),
  deleted    timestamptz,
  PRIMARY KEY (project_id, id),
  CONSTRAINT sheet_slug UNIQUE (project_id, slug)
);
COMMENT ON COLUMN sheet.template IS 'lines, read by store/sheet; nothing in it runs';
COMMENT ON COLUMN sheet.deleted IS 'hidden since; may be restored';

-- +goose Down

DROP TABLE sheet;
