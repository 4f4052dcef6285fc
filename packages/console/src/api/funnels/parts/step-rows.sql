-- Steps as rows of `journey_days`, each one of its own.
SELECT
  name,
  toDate(ts) AS day,
  environment,
  multiIf(user_id != '', 0, session_id != '', 1, 2) AS who,
  sipHash64(toUInt8(who), multiIf(who = 0, user_id, who = 1, session_id, uid)) AS actor,
  if(user_id != '', user_id, session_id) AS id,
  [toUInt64(toUnixTimestamp64Nano(ts))] AS `events.t`,
  [sipHash64(name, step)] AS `events.s`,
  [toUInt32(sipHash64(uid))] AS `events.u`,
  [trace_id] AS `events.trace`
FROM business_events
WHERE phase = 'step'
