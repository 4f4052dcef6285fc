-- The span that recorded an error, by the time and the identity of the error.
SELECT
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS spanId,
  message
FROM errors
WHERE ts = {at:DateTime64(9, 'UTC')}
  AND identity = {identity:UInt64}
  AND span_id != toFixedString('', 8)
LIMIT 1
