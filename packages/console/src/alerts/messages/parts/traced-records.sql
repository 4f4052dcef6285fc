-- Log records of the range that have a trace and meet the conditions of an alert.
FROM logs
WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND trace_id != toFixedString('', 16)
  AND event_name = {event:String}
  AND service IN {services:Array(String)} -- if services
  AND sattr['exception.type'] IN {types:Array(String)} -- if types
  -- include alert-where
