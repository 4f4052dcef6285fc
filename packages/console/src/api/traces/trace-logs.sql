-- The log records of one trace, each once, oldest first. They may be before or after its spans, so the index on ids
-- bounds the query, not a time range.
SELECT
  -- include log-record-columns
FROM logs
WHERE trace_id = toFixedString(unhex({id:String}), 16)
ORDER BY ts, identity
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
