-- The log records in some traces without errors and business records, each once, oldest first. The index on ids bounds
-- the query.
SELECT
  -- include log-record-columns
FROM logs
WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
  AND event_name != 'exception' AND NOT startsWith(event_name, 'telltale.')
ORDER BY ts, identity
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
