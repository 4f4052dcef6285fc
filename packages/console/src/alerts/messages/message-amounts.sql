-- What is at risk by an alert on transactions, by currency: those with a failed or abandoned end in the range that were
-- not completed.
WITH
  candidates AS (
    SELECT
      name,
      entity_id
    FROM business_events
    WHERE kind = 'transaction'
      AND phase = 'ended'
      AND name = {name:String}
      AND outcome IN ('failed', 'abandoned')
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
      -- include alert-event-where
  )
SELECT
  currency,
  toString(sum(value)) AS amount
FROM (
  -- include unfinished-transactions
)
GROUP BY currency
ORDER BY currency
LIMIT 10000
