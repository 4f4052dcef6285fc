-- The newest error with a trace.
SELECT
  lower(hex(trace_id)) AS traceId,
  fingerprint
-- include alert-error-conditions
  AND trace_id != toFixedString('', 16)
  -- include alert-error-state
ORDER BY ts DESC
LIMIT {limit:UInt32}
