-- expand: pairs of scores are counted too.

-- +goose Up

-- What is counted grows by a measure, so everything is counted again, in the background.
TRUNCATE rollup, rollup_day, rollup_series, rollup_wide;
UPDATE rollup_state SET arrived = 0;

-- +goose Down

DELETE FROM rollup r USING rollup_series s WHERE s.measure = 'pair' AND r.project_id = s.project_id AND r.series = s.id;
DELETE FROM rollup_day r USING rollup_series s WHERE s.measure = 'pair' AND r.project_id = s.project_id AND r.series = s.id;
DELETE FROM rollup_series WHERE measure = 'pair';
