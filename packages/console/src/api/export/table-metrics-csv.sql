-- Metric points as CSV: the columns of `table-metrics.sql`, with maps and arrays as JSON for other tools.
SELECT
  -- include table-metric-columns
  toJSONString(CAST(s.attributes AS Map(String, String))) AS attributes,
  p.time AS time,
  p.start_time AS start_time,
  p.value AS value,
  p.count AS count,
  p.sum AS sum,
  p.min AS min,
  p.max AS max,
  toJSONString(p.bounds) AS bounds,
  toJSONString(p.counts) AS bucket_counts,
  toJSONString(p.quantile_values) AS quantile_values
-- include table-metric-points
