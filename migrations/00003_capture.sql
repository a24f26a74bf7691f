-- expand: API keys, what SDKs send beside a span's own fields, attachments.

-- +goose Up
CREATE TABLE api_key (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL CONSTRAINT api_key_name_length CHECK (length(name) BETWEEN 1 AND 100),
  prefix     text NOT NULL,
  token_hash bytea NOT NULL CONSTRAINT api_key_token_unique UNIQUE,
  access     text NOT NULL CONSTRAINT api_key_access CHECK (access IN ('read', 'write')),
  scoped     boolean NOT NULL,
  account_id int REFERENCES account ON DELETE SET NULL,
  created    timestamptz NOT NULL DEFAULT now(),
  expires    timestamptz,
  revoked    timestamptz,
  last_used  timestamptz
);
COMMENT ON COLUMN api_key.prefix IS 'the first characters of the token, to tell keys apart by; the token itself is stored nowhere';
COMMENT ON COLUMN api_key.scoped IS 'good only for its rows of api_key_project: none of them when its projects are gone; false: for every project, also for those to come';
COMMENT ON COLUMN api_key.account_id IS 'who made it; null: made from the command line, or the account is gone';

CREATE INDEX ON api_key (account_id);

CREATE TABLE api_key_project (
  key_id     int NOT NULL REFERENCES api_key ON DELETE CASCADE,
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  PRIMARY KEY (key_id, project_id)
);
CREATE INDEX ON api_key_project (project_id);

ALTER TABLE span
  ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN context jsonb,
  ADD COLUMN origin jsonb,
  ADD COLUMN xact bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN span.attributes IS 'span_attributes of the wire beside name and type';
COMMENT ON COLUMN span.xact IS 'version of the last write, as the wire counts: see store.Version';

CREATE INDEX trace_arrived ON trace (project_id, arrived);

CREATE TABLE attachment (
  project_id   int NOT NULL REFERENCES project ON DELETE CASCADE,
  key          text NOT NULL CONSTRAINT attachment_key_length CHECK (octet_length(key) BETWEEN 1 AND 1024),
  filename     text NOT NULL DEFAULT '',
  content_type text NOT NULL DEFAULT '',
  status       text NOT NULL CONSTRAINT attachment_status CHECK (status IN ('uploading', 'done', 'error')),
  error        text NOT NULL DEFAULT '',
  size         bigint NOT NULL DEFAULT 0,
  upload       uuid,
  created      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, key)
);
CREATE INDEX attachment_by_key ON attachment (key);
COMMENT ON TABLE attachment IS 'made when a row that holds its key is logged, which tells the project that it belongs to: uploads name none';
COMMENT ON COLUMN attachment.upload IS 'whose parts are the bytes; null until one is complete';

-- The bytes, in parts, so that neither side ever holds all of them. Parts of an upload that broke off stay until the next one.
CREATE TABLE attachment_part (
  project_id int NOT NULL,
  key        text NOT NULL,
  upload     uuid NOT NULL,
  n          int NOT NULL,
  body       bytea NOT NULL,
  PRIMARY KEY (project_id, key, upload, n),
  FOREIGN KEY (project_id, key) REFERENCES attachment ON DELETE CASCADE
);
ALTER TABLE attachment_part ALTER body SET STORAGE EXTERNAL;
COMMENT ON COLUMN attachment_part.body IS 'not compressed: images, sound and archives are already';

-- What was said about a row that has not come yet: feedback names a row, and which trace that belongs to only the row tells.
CREATE TABLE pending_feedback (
  project_id int NOT NULL,
  submission uuid NOT NULL,
  about      text NOT NULL CONSTRAINT pending_feedback_about_length CHECK (octet_length(about) BETWEEN 1 AND 1024),
  body       text NOT NULL,
  received   timestamptz NOT NULL,
  n          bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (project_id, submission)
);
CREATE INDEX pending_feedback_about ON pending_feedback (project_id, about);

-- What was delivered within the last day without an id of the client's: the same again is a replay.
CREATE TABLE delivery (
  project_id int NOT NULL,
  id         uuid NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX delivery_by_age ON delivery (project_id, at);
COMMENT ON COLUMN delivery.id IS 'hash of key, destination, body and place in it';

-- What SDKs keep with a dataset and its rows.
ALTER TABLE dataset
  ADD COLUMN metadata jsonb,
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN deleted timestamptz;
CREATE INDEX dataset_by_uid ON dataset (uid);
COMMENT ON COLUMN dataset.deleted IS 'taken away over the API: its rows are gone from the newest version, its name is free again, its versions stay readable on the pages';

CREATE TABLE dataset_comment (
  project_id int NOT NULL,
  dataset_id int NOT NULL,
  row_id     text NOT NULL,
  id         text NOT NULL CONSTRAINT dataset_comment_id_length CHECK (octet_length(id) BETWEEN 1 AND 1024),
  since      bigint NOT NULL,
  source     text NOT NULL,
  author     text,
  body       text NOT NULL,
  metadata   jsonb,
  at         timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, row_id, id),
  FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE
);
COMMENT ON TABLE dataset_comment IS 'feedback on rows of datasets; it is about a row and no part of its content, so that it makes no version';
COMMENT ON COLUMN dataset_comment.since IS 'version as of which it is there, so that reading the past shows what was said by then';
COMMENT ON COLUMN dataset_comment.source IS 'as the client spelled it';

ALTER TABLE score_config ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid();
CREATE INDEX score_config_by_uid ON score_config (uid);
COMMENT ON COLUMN score_config.uid IS 'the id on the wire: SDKs demand a UUID';

-- +goose Down
DROP TABLE dataset_comment;
DROP INDEX dataset_by_uid, score_config_by_uid;
ALTER TABLE dataset DROP COLUMN metadata, DROP COLUMN tags, DROP COLUMN deleted;
ALTER TABLE score_config DROP COLUMN uid;
DROP TABLE delivery, pending_feedback, attachment_part, attachment, api_key_project, api_key;
DROP INDEX trace_arrived;
ALTER TABLE span DROP COLUMN attributes, DROP COLUMN context, DROP COLUMN origin, DROP COLUMN xact;
