-- The people seen last in one journey, to look at one by one.
-- A person's way is their steps by time; with `until` it is cut at the first time they came to that step, and others are left out. At most
-- 500 steps of one person are looked at.
SELECT person.1 AS personKind, person.2 AS personId, way[-1].4 AS lastStep, toString(toUnixTimestamp64Nano(way[-1].1)) AS lastNs,
  arrayLast(id -> id != '', arrayMap(visit -> if(visit.5 = toFixedString('', 16), '', lower(hex(visit.5))), way)) AS traceId
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
ORDER BY way[-1].1 DESC, person
LIMIT 20
