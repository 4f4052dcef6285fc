-- Counts of each type of transaction in one range. Records are read from `since` to `until`, as for figures of ranges.
-- include transaction-timeouts
SELECT
  type,
  countIf(hasBegun) AS started,
  countIf(hasEnded AND outcome = 'completed') AS completed,
  countIf(hasEnded AND outcome = 'failed') AS failed,
  countIf(hasEnded AND outcome = 'abandoned') AS abandoned
FROM (
  SELECT
    *,
    began >= {from:DateTime64(9, 'UTC')} AND began < {to:DateTime64(9, 'UTC')} AS hasBegun,
    isEnded AND ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')} AS hasEnded
  FROM (
    -- include transaction-states
  )
)
WHERE hasBegun OR hasEnded
GROUP BY type
ORDER BY started DESC, type
LIMIT 1000
