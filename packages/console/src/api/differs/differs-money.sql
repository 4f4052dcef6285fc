-- Whether there are transactions with an amount in the range.
SELECT 1 AS found
FROM business_events
WHERE kind = 'transaction'
  AND has_amount
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
LIMIT 1
