-- What the pages of workflows are counted from: the records of one instance on one day, as one row (docs/adr/067-workflows-by-instance-and-day.md).
-- `events` is a set, so a record that comes once more, late or after a crash, changes nothing. A record is one number of four words, so
-- that numbers are in the order of time: Unix ns; 1 for an end and 63 bits of the state's hash; the event's hash; 1 for an illegal
-- transition and 63 bits of the service's hash. Hashes are sipHash64, of the empty text for none. Records of one person are a row of their
-- own, so that they can be deleted: `person` is the user's id, `session` the session of a record without a user, `others` ids of people
-- in the attributes.
CREATE TABLE IF NOT EXISTS workflow_days (
  tenant LowCardinality(String), name LowCardinality(String), day Date, instance UInt64 CODEC(ZSTD(1)),
  environment LowCardinality(String), actor UInt64 CODEC(ZSTD(1)),
  id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  person SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  session SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  others SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  events SimpleAggregateFunction(groupUniqArrayArray, Array(UInt256)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, instance, environment, actor);

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_days_view TO workflow_days AS
SELECT tenant, name, toDate(ts) AS day, cityHash64(name, entity_id) AS instance, environment,
  sipHash64(user_id, session, others) AS actor, entity_id AS id, user_id AS person, if(user_id = '', session_id, '') AS session,
  arraySort(arrayDistinct(arrayFilter(one -> one NOT IN ('', user_id),
    [attributes['user.id'], attributes['enduser.id'], attributes['customer.id']]))) AS others,
  groupUniqArray(bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Nano(ts))), 192)
    + bitShiftLeft(toUInt256((phase = 'ended') * 9223372036854775808 + intDiv(sipHash64(state), 2)), 128)
    + bitShiftLeft(toUInt256(sipHash64(step)), 64)
    + illegal * 9223372036854775808 + intDiv(sipHash64(service), 2)) AS events
FROM business_events WHERE kind = 'workflow'
GROUP BY tenant, name, day, instance, environment, actor, id, person, session, others;

-- The states and events that were seen of each type, by day: their names by hash.
CREATE TABLE IF NOT EXISTS workflow_names (
  tenant LowCardinality(String), name LowCardinality(String), day Date, text String CODEC(ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, text);

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_names_view TO workflow_names AS
SELECT tenant, name, toDate(ts) AS day, text, max(ts) AS last
FROM business_events ARRAY JOIN [toString(state), toString(step)] AS text
WHERE kind = 'workflow' AND text != ''
GROUP BY tenant, name, day, text;

-- What was stored before; records that come meanwhile come twice and count once.
INSERT INTO workflow_days (tenant, name, day, instance, environment, actor, id, person, session, others, events)
SELECT tenant, name, toDate(ts) AS day, cityHash64(name, entity_id) AS instance, environment,
  sipHash64(user_id, session, others) AS actor, entity_id AS id, user_id AS person, if(user_id = '', session_id, '') AS session,
  arraySort(arrayDistinct(arrayFilter(one -> one NOT IN ('', user_id),
    [attributes['user.id'], attributes['enduser.id'], attributes['customer.id']]))) AS others,
  [bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Nano(ts))), 192)
    + bitShiftLeft(toUInt256((phase = 'ended') * 9223372036854775808 + intDiv(sipHash64(state), 2)), 128)
    + bitShiftLeft(toUInt256(sipHash64(step)), 64)
    + illegal * 9223372036854775808 + intDiv(sipHash64(service), 2)] AS events
FROM business_events WHERE kind = 'workflow';

INSERT INTO workflow_names (tenant, name, day, text, last)
SELECT tenant, name, toDate(ts) AS day, text, max(ts) AS last
FROM business_events ARRAY JOIN [toString(state), toString(step)] AS text
WHERE kind = 'workflow' AND text != ''
GROUP BY tenant, name, day, text
