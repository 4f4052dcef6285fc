-- Spans by the second in which they were received.
SELECT
  toUnixTimestamp(received) AS second,
  toFloat64(count()) AS spans
FROM spans
WHERE received >= toDateTime({from:UInt32}, 'UTC')
  AND received < toDateTime({to:UInt32}, 'UTC')
GROUP BY second
ORDER BY second
LIMIT 4000
