-- The latest errors of a group in the range, each once.
SELECT
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  toString(identity) AS recordId,
  message,
  toString(service) AS serviceName,
  toString(service_version) AS version,
  handled,
  user_id AS user,
  session_id AS session,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId
FROM errors
-- include error-conditions
  AND ( -- if cursorTs
    ts < {cursorTs:DateTime64(9, 'UTC')}
      OR (ts = {cursorTs:DateTime64(9, 'UTC')} AND identity < {cursorIdentity:UInt64}))
ORDER BY ts DESC, identity DESC
LIMIT 1 BY identity
LIMIT {limit:UInt32}
