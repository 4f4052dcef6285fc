-- The people who reached a step of one funnel and went no further, newest first, at most 20 a step. When and in which trace is said of
-- that step, their furthest: what they did afterwards (a look at the landing page, say) is not where they dropped. Users of whom only sessions are seen have no `userId`.
WITH arrayMap(step -> sipHash64({name:String}, step), {steps:Array(String)}) AS hashes, arrayMap(step -> toUInt8(indexOf({steps:Array(String)}, step)), {steps:Array(String)}) AS places,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT level, user AS userId, session AS sessionId, belongsTo AS isUser, {steps:Array(String)}[level] AS lastStep, toString(lastTimes.2[indexOf(lastTimes.1, level)] AS lastTime) AS lastNs,
  traces.2[indexOf(traces.1, level)].2 AS traceId
FROM (
  SELECT person, max(userId) AS user, max(sessionId) AS session, max(ofUser) AS belongsTo, windowFunnelArray({windowNs:UInt64})(t, arrayMap(x -> x = 1, at), arrayMap(x -> x = 2, at), arrayMap(x -> x = 3, at), arrayMap(x -> x = 4, at), arrayMap(x -> x = 5, at), arrayMap(x -> x = 6, at), arrayMap(x -> x = 7, at), arrayMap(x -> x = 8, at), arrayMap(x -> x = 9, at), arrayMap(x -> x = 10, at), arrayMap(x -> x = 11, at), arrayMap(x -> x = 12, at), arrayMap(x -> x = 13, at), arrayMap(x -> x = 14, at), arrayMap(x -> x = 15, at), arrayMap(x -> x = 16, at), arrayMap(x -> x = 17, at), arrayMap(x -> x = 18, at), arrayMap(x -> x = 19, at), arrayMap(x -> x = 20, at), arrayMap(x -> x = 21, at), arrayMap(x -> x = 22, at), arrayMap(x -> x = 23, at), arrayMap(x -> x = 24, at), arrayMap(x -> x = 25, at), arrayMap(x -> x = 26, at), arrayMap(x -> x = 27, at), arrayMap(x -> x = 28, at), arrayMap(x -> x = 29, at), arrayMap(x -> x = 30, at), arrayMap(x -> x = 31, at), arrayMap(x -> x = 32, at)) AS level,
    maxMap(at, t) AS lastTimes, maxMap(arrayMap(visit -> visit.2, traced), arrayMap(visit -> (visit.1, lower(hex(visit.3))), traced)) AS traces
  FROM (
    SELECT actor AS person, id AS userId, '' AS sessionId, true AS ofUser, events.t AS t, arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), events.s, events.t) AS at, arrayFilter(visit -> visit.3 != toFixedString('', 16), arrayZip(t, at, events.trace)) AS traced FROM journey_days
    WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 0 AND actor BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT if(belongs = 0, actor, belongs) AS person, '' AS userId, id AS sessionId, belongs != 0 AS ofUser, events.t AS t, arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), events.s, events.t) AS at, arrayFilter(visit -> visit.3 != toFixedString('', 16), arrayZip(t, at, events.trace)) AS traced FROM journey_days LEFT JOIN (
      SELECT session, toUInt64(max(owner)) AS belongs FROM session_owners
      WHERE session IN (SELECT actor FROM journey_days WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
          AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)))
      GROUP BY session) AS owners ON session = actor
    WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
      AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)) AND person BETWEEN {first:UInt64} AND {last:UInt64})
  GROUP BY person)
WHERE level > 0 AND level < length({steps:Array(String)})
ORDER BY lastTime DESC, person
LIMIT 20 BY level
