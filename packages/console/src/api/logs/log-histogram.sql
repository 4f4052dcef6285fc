-- How many log records of each severity each step has: the bars above the list, under the same conditions. Records
-- without a severity count as info. Duplicates are removed before they are stored.
SELECT
  toUnixTimestamp64Milli(toDateTime64(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})), 3, 'UTC')) AS time,
  multiIf(
    severity = 0, 'info', severity < 5, 'trace', severity < 9, 'debug', severity < 13, 'info', severity < 17, 'warn',
    severity < 21, 'error', 'fatal') AS level,
  count() AS records
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  -- include log-conditions
  -- include attribute-conditions
GROUP BY time, level
ORDER BY time
SETTINGS max_threads = 2
