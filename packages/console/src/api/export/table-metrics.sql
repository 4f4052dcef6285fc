-- Metric points of all kinds as one table. Columns that a kind has not are empty.
SELECT toString(s.name) AS name, ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'][s.type] AS kind, ['', 'delta', 'cumulative'][s.temporality + 1] AS temporality,
  s.monotonic AS monotonic, toString(s.unit) AS unit, toString(s.service) AS service, toString(s.environment) AS environment,
  CAST(s.attributes AS Map(String, String)) AS attributes, p.time AS time, p.start_time AS start_time, p.value AS value, p.count AS count, p.sum AS sum,
  p.min AS min, p.max AS max, p.bounds AS bounds, p.counts AS bucket_counts, p.quantile_values AS quantile_values
FROM (
  SELECT tenant, hash, ts AS time, start_ts AS start_time, toNullable(value) AS value, NULL::Nullable(UInt64) AS count, NULL::Nullable(Float64) AS sum,
    NULL::Nullable(Float64) AS min, NULL::Nullable(Float64) AS max, []::Array(Float64) AS bounds, []::Array(UInt64) AS counts, []::Array(Float64) AS quantile_values
  FROM samples WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  UNION ALL
  SELECT tenant, hash, ts, start_ts, NULL, d.count, if(bitTest(has, 0), d.sum, NULL), if(bitTest(has, 1), d.min, NULL), if(bitTest(has, 2), d.max, NULL), d.bounds, d.counts, d.quantile_values
  FROM distributions AS d WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
) AS p ANY LEFT JOIN series AS s ON s.tenant = p.tenant AND s.hash = p.hash
