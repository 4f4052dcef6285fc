-- The people who reached a step of one funnel and went no further, newest first, at most 20 a step. When and in which trace is said of
-- that step, their furthest: what they did afterwards (a look at the landing page, say) is not where they dropped.
SELECT level, person.1 AS personKind, person.2 AS personId, {steps:Array(String)}[level] AS lastStep, toString(toUnixTimestamp64Nano(lastTimes[level] AS lastTs)) AS lastNs, traces[level].3 AS traceId
FROM (
  SELECT person, windowFunnel({windowNs:UInt64})(toUInt64(toUnixTimestamp64Nano(ts)), at = 1, at = 2, at = 3, at = 4, at = 5, at = 6, at = 7, at = 8, at = 9, at = 10, at = 11, at = 12, at = 13, at = 14, at = 15, at = 16, at = 17, at = 18, at = 19, at = 20, at = 21, at = 22, at = 23, at = 24, at = 25, at = 26, at = 27, at = 28, at = 29, at = 30, at = 31, at = 32) AS level, maxMap(map(at, ts)) AS lastTimes,
    maxMapIf(map(at, (ts, uid, lower(hex(trace_id)))), trace_id != toFixedString('', 16)) AS traces
  FROM (
  SELECT ts, uid, trace_id, indexOf({steps:Array(String)}, toString(step)) AS at,
    multiIf(user_id != '', ('user', user_id), owners.owner != '', ('user', owners.owner), ('session', session_id)) AS person
  FROM business_events LEFT JOIN (
    SELECT session_id, argMax(user_id, seen) AS owner FROM identities
    WHERE session_id IN (SELECT session_id FROM business_events WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name = {name:String} AND user_id = '')
    GROUP BY session_id) AS owners USING (session_id)
  WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name = {name:String} AND (user_id != '' OR session_id != ''))
  WHERE at > 0
  GROUP BY person)
WHERE level > 0 AND level < length({steps:Array(String)})
ORDER BY lastTs DESC, person
LIMIT 20 BY level
