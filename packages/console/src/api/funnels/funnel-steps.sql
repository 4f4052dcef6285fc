-- Steps of journeys that have a place in an order, for funnels without a stored definition.
SELECT
  name,
  arrayMap(pair -> pair.2, arraySort(groupArray((place, step)))) AS steps
FROM (
  SELECT
    toString(s.name) AS name,
    s.step AS step,
    min(s.place) AS place
  FROM journey_steps AS s
  WHERE s.place < 1000
    AND s.day >= toDate({from:DateTime64(9, 'UTC')})
    AND s.day <= toDate({to:DateTime64(9, 'UTC')})
    AND s.last >= {from:DateTime64(9, 'UTC')}
    AND s.first < {to:DateTime64(9, 'UTC')}
    AND s.name = {name:String} -- if name
  GROUP BY name, step)
GROUP BY name
ORDER BY name
LIMIT 1000
