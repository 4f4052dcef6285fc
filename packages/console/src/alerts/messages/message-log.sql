-- The newest log record with a trace: an error, an event, or a record whose text matches a pattern.
SELECT
  lower(hex(trace_id)) AS traceId,
  -- include record-fingerprint
  AS fingerprint
-- include traced-records
  AND body LIKE {pattern:String} -- if pattern
  AND if(severity = 0, 9, severity) >= {least:UInt8} -- if least
  -- include alert-error-state
ORDER BY ts DESC
LIMIT {limit:UInt32}
