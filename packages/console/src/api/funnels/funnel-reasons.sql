-- The reasons people gave when they abandoned a journey, by step and reason; each record once.
SELECT
  toString(business_events.name) AS name,
  toString(business_events.step) AS step,
  toString(business_events.reason) AS reason,
  uniqExact(uid) AS calls,
  count() OVER () AS total
FROM business_events
WHERE kind = 'journey' AND phase = 'abandoned' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND business_events.name = {name:String} -- if name
  AND environment = {environment:String} -- if environment
GROUP BY name, step, reason
ORDER BY calls DESC, step, reason
LIMIT 2000
