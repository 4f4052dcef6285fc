-- As `transaction-group-values`, of transactions that meet the conditions of the request.
-- include transaction-timeouts
SELECT
  value,
  count() AS transactions
FROM (
  -- include transaction-values
)
GROUP BY value
ORDER BY transactions DESC, value
LIMIT {limit:UInt32}
