-- The steps that were seen of journeys, in the order of their usual place.
SELECT name, min(place) < 32767 AS ordered, arraySlice(arrayMap(pair -> pair.2, arraySort(groupUniqArray(500)((place, step)))), 1, 100) AS stepNames
FROM (
  SELECT toString(s.name) AS name, s.step AS step, min(s.place) AS place FROM journey_steps AS s
  WHERE s.day >= toDate({from:DateTime64(9, 'UTC')}) AND s.day <= toDate({to:DateTime64(9, 'UTC')}) AND s.last >= {from:DateTime64(9, 'UTC')} AND s.first < {to:DateTime64(9, 'UTC')}
    AND s.name IN {names:Array(String)} AND ({environment:String} = '' OR s.environment = {environment:String})
  GROUP BY name, step)
GROUP BY name
LIMIT 1000
