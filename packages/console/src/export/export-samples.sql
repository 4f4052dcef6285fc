-- The points of gauges and sums of a range, each once.
SELECT
  -- include point-columns
  toString(value) AS doubleValue,
  is_int AS isInt,
  toString(int_value) AS intValue,
  -- include exemplar-columns
FROM samples
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY hash, ts, received DESC
LIMIT 1 BY hash, ts
