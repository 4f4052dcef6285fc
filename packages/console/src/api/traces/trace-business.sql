-- The business records of one trace, each once, oldest first.
SELECT
  -- include business-event-columns
FROM business_events
WHERE trace_id = toFixedString(unhex({id:String}), 16)
ORDER BY ts, step_index, uid
LIMIT 1 BY uid
LIMIT {limit:UInt32}
