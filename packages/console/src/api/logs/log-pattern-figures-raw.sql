-- The same as `log-pattern-figures` of the records themselves.
SELECT
  -- include log-pattern-columns
FROM (
  SELECT
    transform(
      cityHash64(toString(event_name), toString(logs.skeleton)), {hashes:Array(UInt64)}, {patterns:Array(UInt16)}, 65535
    ) AS pattern,
    service,
    toUnixTimestamp64Milli(
      toDateTime64(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})), 3, 'UTC')
    ) AS time,
    count() AS records,
    uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS persons
  FROM logs
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND NOT startsWith(event_name, 'telltale.')
    -- include log-conditions
    -- include attribute-conditions
  GROUP BY pattern, service, time
)
WHERE pattern != 65535
GROUP BY pattern
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
