-- Server and consumer spans that begin in the range, by groups: their number, failures, those within limits, and
-- percentiles of their durations.
SELECT
  intDiv(toUnixTimestamp64Milli(start) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  if({byName:Bool}, toString(name), '') AS spanName,
  -- include alert-cells
  sumForEach(arrayMap(limit -> toUInt64(duration <= limit), {limits:Array(UInt64)})) AS within, -- if limits
  quantilesExactWeighted(0.5, 0.9, 0.95, 0.99)(duration, 1) AS percentiles, -- when hasPercentiles
  countIf(status = 2) AS failed,
  -- include alert-group-count
  count() AS entries
FROM spans
-- include spans-in-range
  AND kind IN (2, 5)
  AND service IN {services:Array(String)} -- if services
  AND name IN {names:Array(String)} -- if names
  -- include alert-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
