-- Environments with spans in the range, those with most spans.
SELECT toString(environment) AS name
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service != {doctor:String} AND environment != '' AND length(environment) <= 1000
GROUP BY environment
ORDER BY sum(spans) DESC, environment
LIMIT {limit:UInt32}
