-- The errors in some traces, each once, oldest first, in the hours of these traces.
SELECT
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  fingerprint,
  toString(errors.type) AS type,
  message,
  toString(errors.service) AS service,
  lower(hex(trace_id)) AS traceId,
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId
FROM errors
WHERE toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))}
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
ORDER BY ts, identity
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
