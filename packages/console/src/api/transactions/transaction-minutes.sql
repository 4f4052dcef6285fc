-- Counts of each type of transaction in one range, by the minute in which they began, and in which they ended. Records
-- are read from `since` to `until`, as for figures of ranges.
-- include transaction-timeouts
SELECT
  type,
  toUnixTimestamp(toStartOfMinute(moment)) AS minute,
  countIf(what = 'started') AS started,
  countIf(what = 'completed') AS completed,
  countIf(what = 'failed') AS failed,
  countIf(what = 'abandoned') AS abandoned
FROM (
  SELECT
    type,
    arrayJoin([(began, 'started'), (ended, outcome)]) AS one,
    one.1 AS moment,
    one.2 AS what
  FROM (
    -- include transaction-states
  )
)
WHERE what != 'open' AND moment >= {from:DateTime64(9, 'UTC')} AND moment < {to:DateTime64(9, 'UTC')}
GROUP BY type, minute
ORDER BY type, minute
LIMIT 500000
