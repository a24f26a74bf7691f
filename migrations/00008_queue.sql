-- expand: review queues, who reviews what in them, and the messages that tell people so.

-- +goose Up
CREATE TABLE queue (
  project_id   int NOT NULL REFERENCES project ON DELETE CASCADE,
  id           int GENERATED ALWAYS AS IDENTITY,
  version      int NOT NULL DEFAULT 1,
  slug         text NOT NULL CONSTRAINT queue_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60),
  name         text NOT NULL CONSTRAINT queue_name_length CHECK (length(name) BETWEEN 1 AND 100),
  instructions text NOT NULL DEFAULT '',
  filter       text,
  rule         boolean NOT NULL DEFAULT false,
  configs      int[] NOT NULL DEFAULT '{}',
  answers      int NOT NULL DEFAULT 1 CONSTRAINT queue_answers_range CHECK (answers BETWEEN 1 AND 20),
  doubled      float8 NOT NULL DEFAULT 0 CONSTRAINT queue_doubled_range CHECK (doubled BETWEEN 0 AND 1),
  ordering     text NOT NULL CONSTRAINT queue_ordering CHECK (ordering IN ('newest', 'oldest', 'random', 'useful')),
  seed         bigint NOT NULL DEFAULT 0,
  blind        boolean NOT NULL DEFAULT false,
  confined     boolean NOT NULL DEFAULT false,
  hidden       text[] NOT NULL DEFAULT '{}',
  formats      jsonb NOT NULL DEFAULT '{}',
  masks        text[] NOT NULL DEFAULT '{}',
  due          date,
  idle         int NOT NULL DEFAULT 900 CONSTRAINT queue_idle_range CHECK (idle BETWEEN 60 AND 86400),
  webhook      text NOT NULL DEFAULT '',
  secret       text NOT NULL DEFAULT '',
  mail         boolean NOT NULL DEFAULT false,
  status       text NOT NULL DEFAULT 'open' CONSTRAINT queue_status CHECK (status IN ('open', 'closed')),
  account_id   int,
  created      timestamptz NOT NULL,
  PRIMARY KEY (project_id, id),
  CONSTRAINT queue_slug_unique UNIQUE (project_id, slug)
);
CREATE INDEX queue_with_rule ON queue (project_id) WHERE rule AND status = 'open';
COMMENT ON COLUMN queue.filter IS 'what fills the queue; null: by hand only';
COMMENT ON COLUMN queue.rule IS 'traces that come to match later join by themselves';
COMMENT ON COLUMN queue.configs IS 'what is asked, in this order; empty: all that the project asks';
COMMENT ON COLUMN queue.doubled IS 'share of the items that want one answer more than answers says';
COMMENT ON COLUMN queue.confined IS 'its reviewers see nothing of the project but their queues';
COMMENT ON COLUMN queue.masks IS 'paths that reviewers see as dots, such as metadata.email';
COMMENT ON COLUMN queue.idle IS 'seconds without a sign of life after which an item is handed to someone else';
COMMENT ON COLUMN queue.secret IS 'signs what the webhook is told';

-- Nobody in it: everyone who may review in the project.
CREATE TABLE queue_reviewer (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY (project_id, queue_id, account_id),
  FOREIGN KEY (project_id, queue_id) REFERENCES queue ON DELETE CASCADE
);
CREATE INDEX ON queue_reviewer (account_id);

-- What changes with every answer. Whoever changes slots, other than by taking one, locks this row first, so that numbers of late
-- become visible in their own order and nobody waits in a ring.
CREATE TABLE queue_state (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  filled     bigint NOT NULL DEFAULT 0,
  seen       bigint NOT NULL DEFAULT 0,
  place      bigint NOT NULL DEFAULT 0,
  late       bigint NOT NULL DEFAULT 0,
  newest     timestamptz,
  items      int NOT NULL DEFAULT 0,
  complete   int NOT NULL DEFAULT 0,
  answered   int NOT NULL DEFAULT 0,
  wanted     int NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, queue_id),
  FOREIGN KEY (project_id, queue_id) REFERENCES queue ON DELETE CASCADE
) WITH (fillfactor = 50);
COMMENT ON COLUMN queue_state.filled IS 'position in the log as of which the filter filled the queue last';
COMMENT ON COLUMN queue_state.seen IS 'position in the log up to which the rule has looked at arrivals';
COMMENT ON COLUMN queue_state.place IS 'the last place given to an item';
COMMENT ON COLUMN queue_state.late IS 'the last number given to a slot that opened behind someone''s back';

CREATE TABLE queue_item (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  trace_id   uuid NOT NULL,
  place      bigint NOT NULL,
  wanted     int NOT NULL,
  answered   int NOT NULL DEFAULT 0,
  taken      int NOT NULL DEFAULT 0,
  complete   boolean NOT NULL DEFAULT false,
  closed_by  int,
  closed_in  uuid,
  changed    timestamptz NOT NULL,
  PRIMARY KEY (project_id, queue_id, trace_id),
  FOREIGN KEY (project_id, queue_id) REFERENCES queue ON DELETE CASCADE
) WITH (fillfactor = 85);
CREATE INDEX queue_item_backlog ON queue_item (project_id, queue_id, place) WHERE NOT complete AND taken = 0;
CREATE INDEX queue_item_pending ON queue_item (project_id, queue_id, place) WHERE NOT complete AND taken > 0;
CREATE INDEX queue_item_complete ON queue_item (project_id, queue_id, changed DESC, trace_id) WHERE complete;
CREATE INDEX queue_item_of_trace ON queue_item (project_id, trace_id);
COMMENT ON COLUMN queue_item.taken IS 'slots that are someone''s: assigned, in work or answered';
COMMENT ON COLUMN queue_item.closed_by IS 'who ended the item before all its answers were there';

-- One row for each answer that an item wants, and for each one skipped.
CREATE TABLE queue_slot (
  project_id      int NOT NULL,
  queue_id        int NOT NULL,
  trace_id        uuid NOT NULL,
  n               int NOT NULL,
  place           bigint NOT NULL,
  late            bigint NOT NULL DEFAULT 0,
  state           text NOT NULL DEFAULT 'open' CONSTRAINT queue_slot_state CHECK (state IN ('open', 'claimed', 'done', 'skipped', 'withdrawn')),
  account_id      int,
  assigned        boolean NOT NULL DEFAULT false,
  assigned_in     uuid,
  assigned_before int,
  visit           uuid,
  claimed         timestamptz,
  shown           timestamptz,
  until           timestamptz,
  submission      uuid,
  decided         timestamptz,
  reason          text NOT NULL DEFAULT '',
  PRIMARY KEY (project_id, queue_id, trace_id, n),
  FOREIGN KEY (project_id, queue_id, trace_id) REFERENCES queue_item ON DELETE CASCADE,
  CONSTRAINT queue_slot_owner CHECK (account_id IS NOT NULL OR state IN ('open', 'withdrawn'))
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX queue_slot_once ON queue_slot (project_id, queue_id, trace_id, account_id) WHERE account_id IS NOT NULL;
CREATE INDEX queue_slot_fresh ON queue_slot (project_id, queue_id, place) WHERE state = 'open' AND account_id IS NULL AND late = 0;
CREATE INDEX queue_slot_late ON queue_slot (project_id, queue_id, late) WHERE state = 'open' AND account_id IS NULL AND late > 0;
CREATE INDEX queue_slot_assigned ON queue_slot (project_id, account_id, queue_id, place) WHERE state = 'open' AND account_id IS NOT NULL;
CREATE INDEX queue_slot_claimed ON queue_slot (project_id, queue_id, until) WHERE state = 'claimed';
CREATE INDEX queue_slot_decided ON queue_slot (project_id, account_id, queue_id, decided DESC) WHERE decided IS NOT NULL;
CREATE INDEX queue_slot_of_submission ON queue_slot (project_id, submission) WHERE submission IS NOT NULL;
CREATE INDEX queue_slot_of_assignment ON queue_slot (project_id, queue_id, assigned_in) WHERE assigned_in IS NOT NULL;
COMMENT ON COLUMN queue_slot.late IS '0: open since the item came, in the order of places. Else the number under which it opened later: given back, added, or wanted again';
COMMENT ON COLUMN queue_slot.assigned IS 'meant for this account: goes back to it and not to everyone when it is given back';
COMMENT ON COLUMN queue_slot.visit IS 'the open page that holds the claim';

-- How far an account has come: of the open slots that are its to take, none with late = 0 has a place up to this one, and none a
-- number of late up to that one. Without it, one who is ahead of the others would walk over all their open slots for every item.
CREATE TABLE queue_cursor (
  project_id int NOT NULL,
  queue_id   int NOT NULL,
  account_id int NOT NULL,
  place      bigint NOT NULL DEFAULT 0,
  late       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, queue_id, account_id),
  FOREIGN KEY (project_id, queue_id) REFERENCES queue ON DELETE CASCADE
) WITH (fillfactor = 50);

-- Traces that something came to while a queue with a rule was open, until the rule has looked at them.
CREATE TABLE queue_arrival (
  project_id int NOT NULL,
  at         bigint NOT NULL,
  trace_id   uuid NOT NULL,
  PRIMARY KEY (project_id, at, trace_id)
);

-- Messages that wait to be delivered. A row is written in the transaction that gives a reason for it.
CREATE TABLE outbox (
  id         uuid PRIMARY KEY,
  project_id int NOT NULL REFERENCES project ON DELETE CASCADE,
  queue_id   int NOT NULL,
  account_id int NOT NULL,
  channel    text NOT NULL CONSTRAINT outbox_channel CHECK (channel IN ('webhook', 'mail')),
  kind       text NOT NULL,
  items      int NOT NULL,
  created    timestamptz NOT NULL,
  attempts   int NOT NULL DEFAULT 0,
  due        timestamptz NOT NULL,
  delivered  timestamptz,
  given_up   timestamptz,
  error      text NOT NULL DEFAULT '',
  FOREIGN KEY (project_id, queue_id) REFERENCES queue ON DELETE CASCADE
);
CREATE INDEX outbox_waiting ON outbox (due) WHERE delivered IS NULL AND given_up IS NULL;
CREATE INDEX outbox_of_queue ON outbox (project_id, queue_id, created DESC);

-- +goose Down
DROP TABLE outbox, queue_arrival, queue_cursor, queue_slot, queue_item, queue_state, queue_reviewer, queue;
