-- expand: how each person wants to see the values of a trace.

-- +goose Up

CREATE TABLE value_format (
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  field      text NOT NULL CONSTRAINT value_format_field CHECK (length(field) BETWEEN 1 AND 100),
  format     text NOT NULL CONSTRAINT value_format_format CHECK (length(format) BETWEEN 1 AND 30),
  PRIMARY KEY (project_id, account_id, field)
);
CREATE INDEX ON value_format (account_id);
COMMENT ON TABLE value_format IS 'the format that someone chose last for a field; where there is none the value decides';

-- +goose Down

DROP TABLE value_format;
