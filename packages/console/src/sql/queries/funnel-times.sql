-- How long people took from each step of a funnel to the next. The fold goes through one person's events as windowFunnel does and
-- keeps the moments of the chain that came to each step; the longest chain is the person's. Where there are many people, a part of them
-- (`first` to `last`, by hash) stands for all; at most 500 events of one person are looked at.
WITH arrayFlatten(arrayMap((journey, list) -> arrayMap(step -> sipHash64(journey, step), list), {names:Array(String)}, {steps:Array(Array(String))})) AS hashes,
  arrayFlatten(arrayMap(list -> arrayMap(step -> toUInt8(indexOf(list, step)), list), {steps:Array(Array(String))})) AS places,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT {names:Array(String)}[funnel] AS name, at, quantileExactInclusive(0.5)(ms) AS medianMs, quantileExactInclusive(0.9)(ms) AS p90Ms
FROM (
  SELECT funnel, arrayLast(chain -> notEmpty(chain), arrayFold((chains, event) -> if(event.2 = 1, arrayConcat([[event.1]], arraySlice(chains, 2)),
      if(length(chains[event.2 - 1]) = event.2 - 1 AND event.1 - chains[event.2 - 1][1] <= {windowNs:UInt64},
        arrayConcat(arraySlice(chains, 1, event.2 - 1), [arrayPushBack(chains[event.2 - 1], event.1)], arraySlice(chains, event.2 + 1)), chains)),
      arraySlice(arraySort(arrayDistinct(groupArrayArray(2000)(arrayFilter(event -> event.2 > 0, arrayZip(t, at))))), 1, 500),
      arrayMap(step -> CAST([], 'Array(UInt64)'), {steps:Array(Array(String))}[funnel]))) AS way
  FROM (
    SELECT actor AS person, toUInt16(indexOf({names:Array(String)}, name)) AS funnel, events.t AS t, arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), events.s, events.t) AS at FROM journey_days
    WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 0 AND actor BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT if(belongs = 0, actor, belongs) AS person, toUInt16(indexOf({names:Array(String)}, name)) AS funnel, events.t AS t, arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), events.s, events.t) AS at FROM journey_days LEFT JOIN (
      SELECT session, toUInt64(max(owner)) AS belongs FROM session_owners
      WHERE session IN (SELECT actor FROM journey_days WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
          AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)))
      GROUP BY session) AS owners ON session = actor
    WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
      AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)) AND person BETWEEN {first:UInt64} AND {last:UInt64})
  GROUP BY funnel, person)
ARRAY JOIN arrayMap((moment, previous) -> (moment - previous) / 1000000, arraySlice(way, 2), arraySlice(way, 1, length(way) - 1)) AS ms, arraySlice(arrayEnumerate(way), 2) AS at
GROUP BY name, at
