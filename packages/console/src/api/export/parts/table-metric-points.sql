-- Points of all kinds in the range, each once, with the same columns, beside their series.
FROM (
  SELECT
    tenant,
    hash,
    ts AS time,
    start_ts AS start_time,
    toNullable(value) AS value,
    NULL::Nullable(UInt64) AS count,
    NULL::Nullable(Float64) AS sum,
    NULL::Nullable(Float64) AS min,
    NULL::Nullable(Float64) AS max,
    []::Array(Float64) AS bounds,
    []::Array(UInt64) AS counts,
    []::Array(Float64) AS quantile_values
  FROM samples FINAL
  WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  UNION ALL
  SELECT
    tenant,
    hash,
    ts,
    start_ts,
    NULL,
    d.count,
    if(bitTest(has, 0), d.sum, NULL),
    if(bitTest(has, 1), d.min, NULL),
    if(bitTest(has, 2), d.max, NULL),
    d.bounds,
    d.counts,
    d.quantile_values
  FROM distributions AS d FINAL
  WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
) AS p ANY LEFT JOIN series AS s ON s.tenant = p.tenant AND s.hash = p.hash
