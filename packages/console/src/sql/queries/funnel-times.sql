-- How long people took from each step of a funnel to the next. The fold goes through one person's events as windowFunnel does and
-- keeps the moments of the chain that came to each step; the longest chain is the person's. Where there are many people, every n-th by
-- hash stands for all (`sample`); at most 500 events of one person are looked at.
SELECT name, at, quantileExactInclusive(0.5)(ms) AS medianMs, quantileExactInclusive(0.9)(ms) AS p90Ms
FROM (
  SELECT name, arrayLast(chain -> notEmpty(chain), arrayFold((chains, event) -> if(event.2 = 1, arrayConcat([[event.1]], arraySlice(chains, 2)),
      if(length(chains[event.2 - 1]) = event.2 - 1 AND event.1 - chains[event.2 - 1][1] <= {windowNs:UInt64},
        arrayConcat(arraySlice(chains, 1, event.2 - 1), [arrayPushBack(chains[event.2 - 1], event.1)], arraySlice(chains, event.2 + 1)), chains)),
      arraySlice(arraySort(groupUniqArray(2000)((toUInt64(toUnixTimestamp64Nano(ts)), at))), 1, 500),
      arrayMap(step -> CAST([], 'Array(UInt64)'), {steps:Array(Array(String))}[indexOf({names:Array(String)}, name)]))) AS way
  FROM (
  SELECT toString(name) AS name, ts, indexOf({steps:Array(Array(String))}[indexOf({names:Array(String)}, toString(name))], toString(step)) AS at,
    multiIf(user_id != '', ('user', user_id), owners.owner != '', ('user', owners.owner), ('session', session_id)) AS person
  FROM business_events LEFT JOIN (
    SELECT session_id, argMax(user_id, seen) AS owner FROM identities
    WHERE session_id IN (SELECT session_id FROM business_events WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name IN {names:Array(String)} AND user_id = '')
    GROUP BY session_id) AS owners USING (session_id)
  WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name IN {names:Array(String)} AND (user_id != '' OR session_id != ''))
  WHERE at > 0 AND cityHash64(person) % {sample:UInt32} = 0
  GROUP BY name, person)
ARRAY JOIN arrayMap((moment, previous) -> (moment - previous) / 1000000, arraySlice(way, 2), arraySlice(way, 1, length(way) - 1)) AS ms, arraySlice(arrayEnumerate(way), 2) AS at
GROUP BY name, at
