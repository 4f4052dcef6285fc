-- What is at risk by an alert on transactions, by currency: those that failed or were abandoned in the range, by their
-- first end or because their time ran out.
WITH
  candidates AS (
    SELECT
      name,
      entity_id
    -- include ended-transactions
    WHERE outcome IN ('failed', 'abandoned')
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
