-- Operations of a side whose spans have a value of an attribute, the most frequent first. Durations are counts before
-- sampling by floor(log2(ns + 1) * 4), as from the roll-ups.
SELECT
  toString(service) AS serviceName,
  toString(name) AS operation,
  entry,
  count() AS spans,
  sum(toFloat64(weight)) AS estimated,
  sumIf(toFloat64(weight), status = 2) AS estimatedErrors,
  toUnixTimestamp64Milli(min(start)) AS firstMs,
  toUnixTimestamp64Milli(max(start)) AS lastMs,
  mapApply(
    (bucket, n) -> (bucket, n / 1024),
    sumMap(map(toUInt16(floor(log2(duration + 1) * 4)), toUInt64(round(least(weight, 1e9) * 1024))))) AS durations
FROM spans
-- include spans-in-range
  -- include span-conditions
  -- include attribute-conditions
GROUP BY serviceName, operation, entry
ORDER BY spans DESC, serviceName, operation
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
