-- Requests that begin in the range, by groups: their number, failures, and those within limits, each
-- stored and estimated before sampling, and percentiles of their durations. These take whole weights: 1,024ths.
SELECT
  intDiv(toUnixTimestamp64Milli(start) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  if({byName:Bool}, toString(name), '') AS spanName,
  -- include alert-cells
  sumForEach(arrayMap(limit -> toUInt64(duration <= limit), {limits:Array(UInt64)})) AS within, -- if limits
  sumForEach( -- if limits
    arrayMap(limit -> if(duration <= limit, toFloat64(weight), 0), {limits:Array(UInt64)})) AS estimatedWithin,
  quantilesExactWeighted(0.5, 0.9, 0.95, 0.99)( -- when hasPercentiles
    duration, toUInt64(round(least(weight, 1e9) * 1024))) AS percentiles,
  countIf(status = 2) AS failed,
  sumIf(toFloat64(weight), status = 2) AS estimatedFailed,
  sum(toFloat64(weight)) AS estimated,
  -- include alert-group-count
  count() AS entries
FROM spans
-- include spans-in-range
  AND entry
  AND service IN {services:Array(String)} -- if services
  AND name IN {names:Array(String)} -- if names
  -- include alert-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
