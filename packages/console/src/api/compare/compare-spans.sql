-- Operations of a side whose spans have a value of an attribute, the most frequent first. Durations are counts by
-- floor(log2(ns + 1) * 4), as in the roll-ups.
SELECT
  toString(service) AS serviceName,
  toString(name) AS operation,
  kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
  count() AS spans,
  sum(toFloat64(weight)) AS estimated,
  sumIf(toFloat64(weight), status = 2) AS estimatedErrors,
  sumMap(map(toUInt16(floor(log2(duration + 1) * 4)), toUInt64(1))) AS durations
FROM spans
-- include spans-in-range
  -- include span-conditions
  -- include attribute-conditions
GROUP BY serviceName, operation, entry
ORDER BY spans DESC, serviceName, operation
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
