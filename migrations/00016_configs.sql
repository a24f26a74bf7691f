-- expand: more kinds of score configs, and what narrows whom and when they ask.

-- +goose Up

-- Kinds are the program's (store.ConfigKind), as those of events are.
ALTER TABLE score_config DROP CONSTRAINT score_config_kind, ADD CONSTRAINT score_config_kind CHECK (kind ~ '^[a-z]{1,20}$') NOT VALID;
ALTER TABLE score_config ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
ALTER TABLE score_config_version ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN score_config.settings IS 'store.ConfigSettings: where answers go, whom and when it asks, what it is computed from';

-- +goose Down
ALTER TABLE score_config_version DROP COLUMN settings;
DELETE FROM score_config WHERE kind NOT IN ('slider', 'categorical', 'text');
ALTER TABLE score_config DROP COLUMN settings;
ALTER TABLE score_config DROP CONSTRAINT score_config_kind, ADD CONSTRAINT score_config_kind CHECK (kind IN ('slider', 'categorical', 'text'));
