-- Log records whose text matches patterns, by groups: a column a pattern. Events, and bodies that are not text, are not
-- searched.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  -- include alert-cells
  countIf( -- repeat 2 to 8 if pattern#
    body LIKE {pattern#:String} AND if(severity = 0, 9, severity) >= {least#:UInt8}) AS hits#,
  -- include alert-group-count
  countIf(body LIKE {pattern1:String} AND if(severity = 0, 9, severity) >= {least1:UInt8}) AS hits1
FROM logs
WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND event_name = ''
  AND body != ''
  AND body_json = ''
  AND service IN {services:Array(String)} -- if services
  AND (
    -- include alert-log-texts
  )
  -- include alert-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
