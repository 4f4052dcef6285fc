-- Which services sent records of a kind since `since`, by the name of the transaction, the workflow or the journey: 50
-- of each, and one more where there are more.
SELECT
  toString(business_events.name) AS name,
  arraySort(groupUniqArray(51)(toString(service))) AS services
FROM business_events
WHERE kind = {kind:String} AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
GROUP BY business_events.name
ORDER BY name
LIMIT 10000
