-- What people said when they gave a journey up, by step and reason; each record once.
SELECT toString(business_events.name) AS name, toString(business_events.step) AS step, toString(business_events.reason) AS reason, uniqExact(uid) AS calls
FROM business_events
WHERE kind = 'journey' AND phase = 'abandoned' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND ({name:String} = '' OR business_events.name = {name:String}) AND ({environment:String} = '' OR environment = {environment:String})
GROUP BY name, step, reason
ORDER BY calls DESC, step, reason
LIMIT 2000
