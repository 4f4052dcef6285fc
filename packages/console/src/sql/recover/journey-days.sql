-- Inserts the steps of journeys received since again: `events` is a set, so a step that exists already changes
-- nothing.
INSERT INTO journey_days (tenant, name, day, environment, who, actor, id, events)
SELECT
  tenant,
  name,
  toDate(ts) AS day,
  environment,
  multiIf(user_id != '', 0, session_id != '', 1, 2) AS who,
  sipHash64(who, multiIf(who = 0, user_id, who = 1, session_id, uid)) AS actor,
  if(user_id != '', user_id, session_id) AS id,
  [(toUInt64(toUnixTimestamp64Nano(ts)), sipHash64(name, step), toUInt32(sipHash64(uid)), trace_id)] AS events
FROM business_events WHERE kind = 'journey' AND phase = 'step' AND received >= {since:DateTime('UTC')}
