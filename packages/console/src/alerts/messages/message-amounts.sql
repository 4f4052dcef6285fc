-- What is at risk by an alert on transactions, by currency: those that failed or were abandoned in the range, by a
-- record or because their time ran out, and were not completed.
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
    UNION ALL
    SELECT
      name,
      entity_id
    -- include timed-out-transactions
    WHERE kind = 'transaction'
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
