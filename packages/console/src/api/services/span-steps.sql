-- Spans of a name that began in each step, and their errors and durations, before sampling, from the roll-up by
-- operation.
SELECT
  toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sum(r.estimated) AS estimated,
  sum(r.estimated_errors) AS estimatedErrors,
  (
    -- include estimated-durations
  ) AS durations
FROM red AS r
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')} AND name = {name:String}
  AND environment = {environment:String} -- if environment
GROUP BY time
ORDER BY time
LIMIT 10000
