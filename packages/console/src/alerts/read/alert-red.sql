-- Requests and their failures by the minute in which they begin, stored and estimated before sampling,
-- for readings of whole minutes.
SELECT
  intDiv(toInt64(toUnixTimestamp(minute)) * 1000 - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  if({byName:Bool}, toString(name), '') AS spanName,
  sum(r.errors) AS failed,
  sum(r.estimated_errors) AS estimatedFailed,
  sum(r.estimated) AS estimated,
  -- include alert-group-count
  sum(r.spans) AS entries
FROM red AS r
WHERE minute >= toDateTime(intDiv({fromMs:Int64}, 1000), 'UTC')
  AND minute < toDateTime(intDiv({toMs:Int64}, 1000), 'UTC')
  AND entry
  AND service IN {services:Array(String)} -- if services
  AND name IN {names:Array(String)} -- if names
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
