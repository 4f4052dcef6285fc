-- Metric points of all kinds as one table. Columns that a kind does not have are empty.
SELECT
  -- include table-metric-columns
  CAST(s.attributes AS Map(String, String)) AS attributes,
  p.time AS time,
  p.start_time AS start_time,
  p.value AS value,
  p.count AS count,
  p.sum AS sum,
  p.min AS min,
  p.max AS max,
  p.bounds AS bounds,
  p.counts AS bucket_counts,
  p.quantile_values AS quantile_values
-- include table-metric-points
