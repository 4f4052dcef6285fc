-- The newest log record with a trace: an error, an event, or a record whose text matches a pattern.
SELECT
  lower(hex(trace_id)) AS traceId,
  if(
    sattr['telltale.error.fingerprint'] != '', sattr['telltale.error.fingerprint'],
    concat('type:', sattr['exception.type'])) AS fingerprint
FROM logs
WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND trace_id != toFixedString('', 16)
  AND event_name = {event:String}
  AND body LIKE {pattern:String} -- if pattern
  AND if(severity = 0, 9, severity) >= {least:UInt8} -- if least
  AND service IN {services:Array(String)} -- if services
  AND sattr['exception.type'] IN {types:Array(String)} -- if types
  -- include alert-error-state
  -- include alert-where
ORDER BY ts DESC
LIMIT {limit:UInt32}
