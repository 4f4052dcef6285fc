-- What decides how metrics are aggregated, from the series of each seen last.
SELECT
  toString(name) AS metric,
  ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'][argMax(type, seen)] AS metricType,
  ['none', 'delta', 'cumulative'][argMax(temporality, seen) + 1] AS kind,
  argMax(monotonic, seen) AS isMonotonic
FROM series
WHERE name IN {names:Array(String)}
GROUP BY name
ORDER BY name
LIMIT 1000
