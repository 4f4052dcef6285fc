-- Steps of journeys that carry a place in an order, for funnels whose definition has not come (yet).
SELECT name, arrayMap(pair -> pair.2, arraySort(groupArray((place, step)))) AS steps
FROM (
  SELECT toString(business_events.name) AS name, toString(business_events.step) AS step, min(step_index) AS place FROM business_events
  WHERE kind = 'journey' AND phase = 'step' AND step_index >= 0 AND step_index < 1000 AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND ({name:String} = '' OR business_events.name = {name:String})
  GROUP BY name, step)
GROUP BY name
ORDER BY name
LIMIT 1000
