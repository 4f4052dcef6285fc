-- Points of histograms, a row a point.
SELECT
  toString(hash) AS id,
  toFloat64(toUnixTimestamp64Milli(ts)) AS at,
  toString(toUnixTimestamp64Nano(start_ts)) AS begun,
  toFloat64(count) AS points,
  if(bitTest(has, 0), sum, 0) AS total,
  bounds,
  arrayMap(n -> toFloat64(n), counts) AS bucketCounts,
  scale,
  toFloat64(zero_count) AS zeroCount,
  positive_offset AS positiveOffset,
  arrayMap(n -> toFloat64(n), positive_counts) AS positiveCounts,
  negative_offset AS negativeOffset,
  arrayMap(n -> toFloat64(n), negative_counts) AS negativeCounts
FROM distributions FINAL
-- include alert-points
ORDER BY hash, ts
LIMIT {mostPoints:UInt32}
