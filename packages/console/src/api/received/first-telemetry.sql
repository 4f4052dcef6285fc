-- Since when there is telemetry, in Unix ms; no row without any.
SELECT toFloat64(min(first)) AS first
FROM (
  SELECT toInt64(toUnixTimestamp(min(minute))) * 1000 AS first FROM service_red HAVING count() > 0
  UNION ALL
  SELECT toUnixTimestamp64Milli(ts) AS first
  FROM (SELECT ts FROM logs ORDER BY toStartOfHour(ts), ts LIMIT 1))
HAVING count() > 0
LIMIT 1
