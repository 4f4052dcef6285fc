-- What funnels and journeys are counted from: the steps of one user, or of one session without a user, in one journey on one day, as
-- one row (docs/adr/025-journeys-by-person-and-day.md). `events` is a set, so a step that comes once more, late or after a crash, changes
-- nothing; `t` is in Unix ns, `s` is sipHash64(journey, step), `u` a hash of the record's uid. By day first: what arrives now meets only
-- rows of its own day. `who`: 0 a user, 1 a session without a user, 2 neither (then each step by itself).
-- Who a session belongs to is asked when it is read: that changes.
CREATE TABLE IF NOT EXISTS journey_days (
  tenant LowCardinality(String), name LowCardinality(String), day Date, environment LowCardinality(String),
  who UInt8, actor UInt64 CODEC(ZSTD(1)),
  id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  events SimpleAggregateFunction(groupUniqArrayArray, Array(Tuple(t UInt64, s UInt64, u UInt32, trace FixedString(16)))) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, environment, who, actor);

CREATE MATERIALIZED VIEW IF NOT EXISTS journey_days_view TO journey_days AS
SELECT tenant, name, toDate(ts) AS day, environment, multiIf(user_id != '', 0, session_id != '', 1, 2) AS who,
  sipHash64(who, multiIf(who = 0, user_id, who = 1, session_id, uid)) AS actor, if(user_id != '', user_id, session_id) AS id,
  groupUniqArray((toUInt64(toUnixTimestamp64Nano(ts)), sipHash64(name, step), toUInt32(sipHash64(uid)), trace_id)) AS events
FROM business_events WHERE kind = 'journey' AND phase = 'step'
GROUP BY tenant, name, day, environment, who, actor, id;

-- The steps that were seen of each journey, by day: their names by hash, their places where they have one (32767: none), when last.
CREATE TABLE IF NOT EXISTS journey_steps (
  tenant LowCardinality(String), name LowCardinality(String), day Date, environment LowCardinality(String), step String CODEC(ZSTD(1)),
  place SimpleAggregateFunction(min, Int16), first SimpleAggregateFunction(min, DateTime64(9, 'UTC')), last SimpleAggregateFunction(max, DateTime64(9, 'UTC'))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, environment, step);

CREATE MATERIALIZED VIEW IF NOT EXISTS journey_steps_view TO journey_steps AS
SELECT tenant, name, toDate(ts) AS day, environment, toString(e.step) AS step, min(if(step_index < 0, toInt16(32767), step_index)) AS place,
  min(ts) AS first, max(ts) AS last
FROM business_events AS e WHERE kind = 'journey' AND phase = 'step'
GROUP BY tenant, name, day, environment, step;

-- To whom a session belongs, by the hashes of `journey_days`: the user last seen with it. `owner` is the moment (Unix ms) in its upper
-- half and the user in its lower one, so that the greatest is the latest.
CREATE TABLE IF NOT EXISTS session_owners (
  tenant LowCardinality(String), session UInt64 CODEC(ZSTD(1)), owner SimpleAggregateFunction(max, UInt128) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree ORDER BY (tenant, session);

CREATE MATERIALIZED VIEW IF NOT EXISTS session_owners_view TO session_owners AS
SELECT tenant, sipHash64(toUInt8(1), session_id) AS session,
  max(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(seen)), 64) + sipHash64(toUInt8(0), user_id)) AS owner
FROM identities GROUP BY tenant, session;

-- What was stored before; rows that come meanwhile come twice and count once.
INSERT INTO journey_days (tenant, name, day, environment, who, actor, id, events)
SELECT tenant, name, toDate(ts) AS day, environment, multiIf(user_id != '', 0, session_id != '', 1, 2) AS who,
  sipHash64(who, multiIf(who = 0, user_id, who = 1, session_id, uid)) AS actor, if(user_id != '', user_id, session_id) AS id,
  [(toUInt64(toUnixTimestamp64Nano(ts)), sipHash64(name, step), toUInt32(sipHash64(uid)), trace_id)] AS events
FROM business_events WHERE kind = 'journey' AND phase = 'step';

INSERT INTO journey_steps (tenant, name, day, environment, step, place, first, last)
SELECT tenant, name, toDate(ts) AS day, environment, toString(e.step) AS step, min(if(step_index < 0, toInt16(32767), step_index)) AS place, min(ts) AS first, max(ts) AS last
FROM business_events AS e WHERE kind = 'journey' AND phase = 'step'
GROUP BY tenant, name, day, environment, step;

INSERT INTO session_owners (tenant, session, owner)
SELECT tenant, sipHash64(toUInt8(1), session_id) AS session, bitShiftLeft(toUInt128(toUnixTimestamp64Milli(seen)), 64) + sipHash64(toUInt8(0), user_id) AS owner
FROM identities
