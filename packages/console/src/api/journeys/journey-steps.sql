-- The observed steps of journeys, in the order of their usual position.
SELECT
  name,
  min(place) < 32767 AS ordered,
  arraySlice(arrayMap(pair -> pair.2, arraySort(groupUniqArray(500)((place, step)))), 1, 100) AS stepNames
FROM (
  SELECT
    toString(s.name) AS name,
    s.step AS step,
    min(s.place) AS place
  FROM journey_steps AS s
  WHERE s.day >= toDate({from:DateTime64(9, 'UTC')})
    AND s.day <= toDate({to:DateTime64(9, 'UTC')})
    AND s.last >= {from:DateTime64(9, 'UTC')}
    AND s.first < {to:DateTime64(9, 'UTC')}
    AND s.name IN {names:Array(String)}
    AND s.environment = {environment:String} -- if environment
  GROUP BY name, step)
GROUP BY name
LIMIT 1000
