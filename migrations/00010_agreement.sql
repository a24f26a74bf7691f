-- expand: what reviewers answered, found by question.
--
-- Few of many traces are reviewed, so that agreement on a question and the traces on which reviewers differ are found from the
-- answers and not by walking the traces. Votes of users and judges, which come by the million, are not in it.

-- +goose Up
CREATE INDEX event_answering ON event (project_id, name, trace_id) WHERE kind = 'score' AND source = 'review';
COMMENT ON COLUMN event.adjudicates IS 'settles a question on which reviewers may differ: outranks the votes of its source; body is the reason';

-- +goose Down
COMMENT ON COLUMN event.adjudicates IS NULL;
DROP INDEX event_answering;
