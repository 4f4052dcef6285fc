-- Skeletons of log records from the roll-up: counts in the range and in the period before it, and when each was ever
-- first seen. Those of the range come first.
SELECT
  toString(name) AS eventName,
  toString(skeleton) AS text,
  toString(cityHash64(eventName, text)) AS hash,
  sumIf(s.count, hour >= {from:DateTime64(9, 'UTC')}) AS now,
  sumIf(s.count, hour >= {previous:DateTime64(9, 'UTC')} AND hour < {from:DateTime64(9, 'UTC')}) AS earlier,
  sumIf(s.errors, hour >= {from:DateTime64(9, 'UTC')}) AS failed,
  toString(toUnixTimestamp64Nano(min(s.first))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(s.last))) AS lastNs
FROM log_skeletons AS s
WHERE hour < {to:DateTime64(9, 'UTC')}
  -- include skeleton-conditions
GROUP BY name, skeleton
ORDER BY now DESC, earlier DESC, eventName, text
LIMIT {limit:UInt32}
