-- Log records whose text matches patterns, by groups: a column a pattern. Events, and bodies that are not text, are not
-- searched.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  -- include alert-cells
  countIf(body LIKE {pattern2:String} AND if(severity = 0, 9, severity) >= {least2:UInt8}) AS hits2, -- if pattern2
  countIf(body LIKE {pattern3:String} AND if(severity = 0, 9, severity) >= {least3:UInt8}) AS hits3, -- if pattern3
  countIf(body LIKE {pattern4:String} AND if(severity = 0, 9, severity) >= {least4:UInt8}) AS hits4, -- if pattern4
  countIf(body LIKE {pattern5:String} AND if(severity = 0, 9, severity) >= {least5:UInt8}) AS hits5, -- if pattern5
  countIf(body LIKE {pattern6:String} AND if(severity = 0, 9, severity) >= {least6:UInt8}) AS hits6, -- if pattern6
  countIf(body LIKE {pattern7:String} AND if(severity = 0, 9, severity) >= {least7:UInt8}) AS hits7, -- if pattern7
  countIf(body LIKE {pattern8:String} AND if(severity = 0, 9, severity) >= {least8:UInt8}) AS hits8, -- if pattern8
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
