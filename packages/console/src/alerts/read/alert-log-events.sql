-- Events by name and groups. Errors and the records of business events do not count as events.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  toString(event_name) AS event,
  -- include alert-cells
  -- include alert-group-count
  count() AS entries
FROM logs
WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND event_name IN {names:Array(String)}
  AND event_name != 'exception'
  AND NOT startsWith(event_name, 'telltale.')
  AND service IN {services:Array(String)} -- if services
  -- include alert-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
