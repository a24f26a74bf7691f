-- expand: which row a drafted row is a copy of.

-- +goose Up
ALTER TABLE dataset_draft ADD COLUMN copied text CONSTRAINT dataset_draft_copied_length CHECK (octet_length(copied) BETWEEN 1 AND 1024);
COMMENT ON COLUMN dataset_draft.copied IS 'id of the row of the dataset that this new one is a copy of, whose traces it will be from; null: it is none';

-- +goose Down
ALTER TABLE dataset_draft DROP COLUMN copied;
