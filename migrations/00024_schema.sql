-- expand: JSON Schemas that the rows of a dataset are held to.

-- +goose Up

-- A field of a dataset has the schema of its last line here. Lines are only added, so that they tell who changed what when.
CREATE TABLE dataset_schema (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  field      text NOT NULL CONSTRAINT dataset_schema_field CHECK (field IN ('input', 'expected', 'metadata')),
  id         bigint GENERATED ALWAYS AS IDENTITY,
  body       text CONSTRAINT dataset_schema_length CHECK (octet_length(body) BETWEEN 1 AND 65536),
  account_id int REFERENCES account ON DELETE SET NULL,
  author     text NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, field, id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX ON dataset_schema (account_id);
COMMENT ON COLUMN dataset_schema.body IS 'null: the schema was taken away';

-- Finds the rows that a version wrote. It costs next to nothing, since rows are written in the order of versions.
CREATE INDEX dataset_row_written ON dataset_row USING brin (since) WITH (pages_per_range = 16);

-- +goose Down
DROP INDEX dataset_row_written;
DROP TABLE dataset_schema;
