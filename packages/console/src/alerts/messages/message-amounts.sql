-- What transactions of a type that failed or were abandoned in the range were worth, by currency. FINAL merges records
-- that came twice.
SELECT
  toString(currency) AS code,
  toString(sum(amount)) AS total
FROM business_events FINAL
WHERE kind = 'transaction'
  AND phase = 'ended'
  AND name = {name:String}
  AND outcome IN ('failed', 'abandoned')
  AND has_amount
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  -- include alert-event-where
GROUP BY code
HAVING sum(amount) > 0
ORDER BY sum(amount) DESC, code
LIMIT {limit:UInt32}
