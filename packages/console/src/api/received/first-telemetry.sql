-- The minute since when there is telemetry, in Unix ms; no row without any.
SELECT toFloat64(min(first)) AS first
FROM (
  SELECT toInt64(toUnixTimestamp(min(minute))) * 1000 AS first FROM service_red HAVING count() > 0
  UNION ALL
  SELECT toInt64(toUnixTimestamp(toStartOfMinute(min(ts)))) * 1000 AS first FROM samples HAVING count() > 0
  UNION ALL
  SELECT toInt64(toUnixTimestamp(toStartOfMinute(min(ts)))) * 1000 AS first FROM distributions HAVING count() > 0
  UNION ALL
  SELECT toInt64(toUnixTimestamp(toStartOfMinute(ts))) * 1000 AS first
  FROM (SELECT ts FROM logs ORDER BY toStartOfHour(ts), ts LIMIT 1))
HAVING count() > 0
LIMIT 1
