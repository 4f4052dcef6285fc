-- Groups of errors of a side whose log records have a value of an attribute, the most frequent first.
SELECT
  -- include record-fingerprint
  AS fingerprint,
  leftUTF8(argMax(sattr['exception.type'], ts), 256) AS type,
  leftUTF8(argMax(sattr['exception.message'], ts), 256) AS message,
  toString(argMax(service, ts)) AS serviceName,
  uniqExact(identity) AS stored,
  stored AS count
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND event_name = 'exception'
  -- include log-conditions
  -- include attribute-conditions
GROUP BY fingerprint
ORDER BY stored DESC, fingerprint
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
