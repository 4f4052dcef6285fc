-- Why transactions of one type failed or were abandoned in the range, the most frequent reason first.
-- include transaction-timeouts
SELECT
  outcome,
  reason,
  count() AS transactions
FROM (
  -- include transaction-states
)
WHERE isEnded
  AND ended >= {from:DateTime64(9, 'UTC')}
  AND ended < {to:DateTime64(9, 'UTC')}
  AND outcome IN ('failed', 'abandoned')
GROUP BY outcome, reason
ORDER BY transactions DESC, outcome, reason
LIMIT 50
