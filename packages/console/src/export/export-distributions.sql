-- The points of histograms and summaries of a range, each once.
SELECT
  -- include point-columns
  toString(count) AS points,
  toString(sum) AS total,
  toString(min) AS smallest,
  toString(max) AS largest,
  has AS hasBits,
  arrayMap(v -> toString(v), bounds) AS boundTexts,
  arrayMap(v -> toString(v), counts) AS countTexts,
  arrayMap(v -> toString(v), quantile_values) AS quantileTexts,
  scale,
  toString(zero_count) AS zeroCount,
  toString(zero_threshold) AS zeroThreshold,
  positive_offset AS positiveOffset,
  arrayMap(v -> toString(v), positive_counts) AS positiveCounts,
  negative_offset AS negativeOffset,
  arrayMap(v -> toString(v), negative_counts) AS negativeCounts,
  -- include exemplar-columns
FROM distributions
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY hash, ts, received DESC
LIMIT 1 BY hash, ts
