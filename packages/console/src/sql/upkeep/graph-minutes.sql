-- Minutes whose figures in the service graph may have changed, with the spans that begin in each: those of spans that
-- were received since, and all from {settledFrom} on. A span also changes the minute before its own (a call that it
-- answers) and those after it in which it ran, one at least, ten at most (what it calls).
WITH affected AS (
  SELECT DISTINCT minute
  FROM (
    SELECT
      arrayJoin(
        arrayMap(
          n -> toStartOfMinute(start) + n * 60 - 60,
          range(toUInt64(3 + least(10, intDiv(duration, 60000000000)))))
      ) AS minute
    FROM spans
    WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
      AND start < {before:DateTime64(9, 'UTC')}
    UNION DISTINCT
    SELECT toStartOfMinute(start)
    FROM spans
    WHERE start >= {settledFrom:DateTime('UTC')} AND start < {before:DateTime64(9, 'UTC')}
  )
  WHERE minute < {before:DateTime64(9, 'UTC')}
)
SELECT
  toUnixTimestamp(toStartOfMinute(start)) AS minute,
  toUInt32(count()) AS spans
FROM spans
WHERE start >= (SELECT toDateTime64(min(minute), 9, 'UTC') FROM affected)
  AND start < (SELECT toDateTime64(max(minute) + 60, 9, 'UTC') FROM affected)
  AND toStartOfMinute(start) IN (SELECT minute FROM affected)
GROUP BY minute
ORDER BY minute
