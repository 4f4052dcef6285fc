-- Points of gauges and sums, a row a series.
SELECT
  toString(hash) AS id,
  groupArray(at) AS times,
  groupArray(begun) AS starts,
  groupArray(value) AS values
FROM (
  SELECT
    hash,
    toFloat64(toUnixTimestamp64Milli(ts)) AS at,
    toString(toUnixTimestamp64Nano(start_ts)) AS begun,
    value
  FROM samples FINAL
  -- include alert-points
    AND isFinite(value)
  ORDER BY hash, ts)
GROUP BY hash
LIMIT {most:UInt32}
