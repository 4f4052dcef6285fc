-- Journeys of the range: how many people and steps, and which steps, in the order of their usual place. Steps of nobody (`who` 2) count as
-- steps only. `events` is read as a whole, because FINAL merges no parts of it.
WITH toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT name, people, steps, toString(latest) AS lastNs, ordered, stepNames
FROM (
  SELECT name, uniqExactIf(if(belongs = 0, actor, belongs), who < 2) AS people, sum(length(times)) AS steps, max(arrayMax(times)) AS latest
  FROM (
    SELECT toString(name) AS name, who, actor, arrayFilter(t -> t >= low AND t < high, arrayMap(visit -> visit.1, events)) AS times FROM journey_days FINAL
    WHERE day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')})
      AND ({name:String} = '' OR name = {name:String}) AND ({environment:String} = '' OR environment = {environment:String})) AS walked
  LEFT JOIN (
    SELECT session, toUInt64(max(owner)) AS belongs FROM session_owners
    WHERE session IN (SELECT actor FROM journey_days WHERE day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')})
      AND ({name:String} = '' OR name = {name:String}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1)
    GROUP BY session) AS owners ON session = actor
  WHERE notEmpty(times)
  GROUP BY name) AS counted
INNER JOIN (
  SELECT name, min(place) < 32767 AS ordered, arraySlice(arrayMap(pair -> pair.2, arraySort(groupUniqArray(500)((place, step)))), 1, 100) AS stepNames
  FROM (
    SELECT toString(s.name) AS name, s.step AS step, min(s.place) AS place FROM journey_steps AS s
    WHERE s.day >= toDate({from:DateTime64(9, 'UTC')}) AND s.day <= toDate({to:DateTime64(9, 'UTC')}) AND s.last >= {from:DateTime64(9, 'UTC')} AND s.first < {to:DateTime64(9, 'UTC')}
      AND ({name:String} = '' OR s.name = {name:String}) AND ({environment:String} = '' OR s.environment = {environment:String})
    GROUP BY name, step)
  GROUP BY name) AS seen USING (name)
ORDER BY people DESC, name
LIMIT 500
