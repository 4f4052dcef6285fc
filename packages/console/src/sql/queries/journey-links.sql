-- From which step to which the people of one journey went, and how long it took them.
-- A person's way is their steps by time; with `until` it is cut at the first time they came to that step, and others are left out. At most
-- 500 steps of one person are looked at.
SELECT hop.1.4 AS origin, hop.2.4 AS target, uniqExact(person) AS people, quantileExactInclusive(0.5)((toUnixTimestamp64Nano(hop.2.1) - toUnixTimestamp64Nano(hop.1.1)) / 1000000) AS medianMs
FROM (
  SELECT person, arraySort(groupUniqArray(2000)((ts, step_index, uid, toString(step), trace_id))) AS walked,
    indexOf(arrayMap(visit -> visit.4, walked), {until:String}) AS reached,
    arraySlice(walked, 1, if({until:String} = '', 500, least(reached, 500))) AS way
  FROM (
  SELECT ts, step_index, uid, step, trace_id,
    multiIf(user_id != '', ('user', user_id), owners.owner != '', ('user', owners.owner), ('session', session_id)) AS person
  FROM business_events LEFT JOIN (
    SELECT session_id, argMax(user_id, seen) AS owner FROM identities
    WHERE session_id IN (SELECT session_id FROM business_events WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name = {name:String} AND user_id = '')
    GROUP BY session_id) AS owners USING (session_id)
  WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name = {name:String} AND (user_id != '' OR session_id != ''))
  GROUP BY person
  HAVING {until:String} = '' OR reached > 0)
ARRAY JOIN arrayZip(arrayPopBack(way), arrayPopFront(way)) AS hop
GROUP BY origin, target
ORDER BY people DESC, origin, target
LIMIT 2000
