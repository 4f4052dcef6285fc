-- How far people came in each funnel, for funnels of up to eight steps. A person is the user, else the user their session belongs to by
-- now, else the session; `first` and `last` choose a part of them by hash, so that many are counted one part after the other. `at` is a
-- step's place from 1 on, 0 for steps that are not the funnel's or not of the range. Events at the same moment count in the order of the
-- steps; a record that came twice changes nothing.
WITH arrayFlatten(arrayMap((journey, list) -> arrayMap(step -> sipHash64(journey, step), list), {names:Array(String)}, {steps:Array(Array(String))})) AS hashes,
  arrayFlatten(arrayMap(list -> arrayMap(step -> toUInt8(indexOf(list, step)), list), {steps:Array(Array(String))})) AS places,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT {names:Array(String)}[funnel] AS name, level, count() AS people
FROM (
  SELECT funnel, person, windowFunnelArray({windowNs:UInt64})(t, arrayMap(x -> x = 1, at), arrayMap(x -> x = 2, at), arrayMap(x -> x = 3, at), arrayMap(x -> x = 4, at), arrayMap(x -> x = 5, at), arrayMap(x -> x = 6, at), arrayMap(x -> x = 7, at), arrayMap(x -> x = 8, at)) AS level
  FROM (
    SELECT actor AS person, toUInt16(indexOf({names:Array(String)}, name)) AS funnel, events.t AS t, arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), events.s, events.t) AS at FROM journey_days
    WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 0 AND actor BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT if(belongs = 0, actor, belongs) AS person, toUInt16(indexOf({names:Array(String)}, name)) AS funnel, events.t AS t, arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), events.s, events.t) AS at FROM journey_days LEFT JOIN (
      SELECT session, toUInt64(max(owner)) AS belongs FROM session_owners
      WHERE identity(session) IN (SELECT actor FROM journey_days WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
          AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)))
      GROUP BY session) AS owners ON session = actor
    WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
      AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)) AND person BETWEEN {first:UInt64} AND {last:UInt64})
  GROUP BY funnel, person)
WHERE level > 0
GROUP BY name, level
ORDER BY name, level
LIMIT 32000
