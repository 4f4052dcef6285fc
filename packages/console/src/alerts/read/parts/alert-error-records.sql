-- Log records of errors in the range, for attributes that the table `errors` does not have. `fingerprint` is the one
-- there.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  if({byType:Bool}, sattr['exception.type'], '') AS errorType,
  toUnixTimestamp64Milli(ts) AS at,
  -- include alert-cells
  -- include record-fingerprint
  AS fingerprint,
  1 AS weight
FROM logs
WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND event_name = 'exception'
  AND service IN {services:Array(String)} -- if services
  AND sattr['exception.type'] IN {types:Array(String)} -- if types
  -- include alert-where
