-- Journeys of the range: how many people and steps, and which steps, in the order of their usual place.
SELECT name, uniqExactIf(person, person.2 != '') AS people, uniqExact(uid) AS steps, toString(toUnixTimestamp64Nano(max(ts))) AS lastNs, max(step_index) >= 0 AS ordered,
  arraySlice(arrayMap(pair -> pair.2, arraySort(groupUniqArray(500)((place, step)))), 1, 100) AS stepNames
FROM (
  SELECT *, min(if(step_index < 0, 32767, step_index)) OVER (PARTITION BY name, step) AS place FROM (
  SELECT toString(name) AS name, uid, ts, toString(step) AS step, step_index,
    multiIf(user_id != '', ('user', user_id), owners.owner != '', ('user', owners.owner), ('session', session_id)) AS person
  FROM business_events LEFT JOIN (
    SELECT session_id, argMax(user_id, seen) AS owner FROM identities
    WHERE session_id IN (SELECT session_id FROM business_events WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({name:String} = '' OR business_events.name = {name:String}) AND ({environment:String} = '' OR environment = {environment:String}) AND user_id = '')
    GROUP BY session_id) AS owners USING (session_id)
  WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({name:String} = '' OR business_events.name = {name:String}) AND ({environment:String} = '' OR environment = {environment:String})))
GROUP BY name
ORDER BY people DESC, name
LIMIT 500
