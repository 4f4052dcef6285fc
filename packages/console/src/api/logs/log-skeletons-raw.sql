-- Skeletons of log records under conditions that the roll-up does not know, in the range and in the period before it.
SELECT
  toString(event_name) AS eventName,
  toString(logs.skeleton) AS text,
  toString(cityHash64(eventName, text)) AS hash,
  countIf(ts >= {from:DateTime64(9, 'UTC')}) AS now,
  countIf(ts < {from:DateTime64(9, 'UTC')}) AS earlier,
  countIf(severity >= 17 AND ts >= {from:DateTime64(9, 'UTC')}) AS failed,
  toString(toUnixTimestamp64Nano(min(ts))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs
FROM logs
WHERE ts >= {previous:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND NOT startsWith(event_name, 'telltale.')
  -- include log-conditions
  -- include attribute-conditions
GROUP BY event_name, skeleton
ORDER BY now DESC, earlier DESC, eventName, text
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
