-- Log records by service, the most frequent first.
SELECT
  toString(service) AS value,
  count() AS count,
  sum(count) OVER () AS records,
  count() OVER () AS services
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  -- include log-conditions
  -- include attribute-conditions
GROUP BY service
ORDER BY count DESC, value
LIMIT 50
SETTINGS max_threads = 2
