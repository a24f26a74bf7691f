-- expand: files whose rows are looked at before they are added to a dataset.

-- +goose Up

-- They go when their rows are added, or after a day.
CREATE TABLE dataset_upload (
  project_id int NOT NULL,
  id         uuid NOT NULL,
  dataset_id int NOT NULL,
  account_id int REFERENCES account ON DELETE CASCADE,
  name       text NOT NULL CONSTRAINT dataset_upload_name_length CHECK (length(name) <= 300),
  body       bytea NOT NULL,
  created    timestamptz NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX ON dataset_upload (account_id);
CREATE INDEX ON dataset_upload (project_id, dataset_id);
CREATE INDEX dataset_upload_old ON dataset_upload (created);

-- +goose Down
DROP TABLE dataset_upload;
