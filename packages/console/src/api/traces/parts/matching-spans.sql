-- Trace and start of the spans in [from, to) that match the conditions.
SELECT
  trace_id,
  start
FROM spans
-- include spans-in-range
  -- include span-conditions
  -- include attribute-conditions
