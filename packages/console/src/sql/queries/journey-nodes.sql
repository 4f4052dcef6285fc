-- The steps of one journey: who came to them, for whom they were the last, in whose trace at that step something failed, and where in a
-- person's way they usually stand.
-- A person's way is their steps by time; with `until` it is cut at the first time they came to that step, and others are left out. At most
-- 500 steps of one person are looked at.
SELECT step, uniqExact(person) AS people, count() AS visits, countIf(place = places) AS last, uniqExactIf(person, failed) AS errors,
  quantileExactInclusiveIf(0.5)(toFloat64(place), first) AS usualPlace, avgIf(toFloat64(place), first) AS meanPlace
FROM (
  SELECT person, visit.4 AS step, place, length(way) AS places, indexOf(arrayMap(one -> one.4, way), step) = place AS first,
    visit.5 != toFixedString('', 16) AND visit.5 IN (
      SELECT trace_id FROM spans WHERE status = 2
        AND start >= {from:DateTime64(9, 'UTC')} - toIntervalHour(1) AND start < {to:DateTime64(9, 'UTC')} + toIntervalHour(1)) AS failed
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
  ARRAY JOIN way AS visit, arrayEnumerate(way) AS place)
GROUP BY step
ORDER BY people DESC, step
LIMIT 200
