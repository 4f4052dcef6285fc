-- Points of gauges and sums, a row a series.
SELECT
  toString(hash) AS id,
  groupArray(at) AS times,
  groupArray(begun) AS starts,
  groupArray(value) AS values
FROM (
  SELECT
    hash,
    start_ts,
    toFloat64(toUnixTimestamp64Milli(ts)) AS at,
    toString(toUnixTimestamp64Nano(start_ts)) AS begun,
    value
  FROM samples FINAL
  -- include alert-points
    AND isFinite(value)
  ORDER BY hash, ts DESC
  LIMIT {kept:UInt8} BY -- if sampleMs
    hash,
    start_ts,
    if(
      {isLast:Bool}
        OR hash IN (SELECT hash FROM series WHERE name IN {names:Array(String)} AND temporality = 2),
      toInt64(floor((toUnixTimestamp64Milli(ts) - {fromMs:Int64}) / {sampleMs:Int64})),
      toUnixTimestamp64Milli(ts))
  LIMIT {mostSamples:UInt32})
GROUP BY hash
LIMIT {most:UInt32}
