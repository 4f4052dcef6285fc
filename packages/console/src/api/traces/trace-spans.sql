-- All spans of one trace, or one of them, each once. The roll-up knows the time of the trace, so only that time is
-- read; a trace that is missing in the roll-up has no spans.
WITH (
  SELECT (count(), min(t0), max(t1)) FROM trace_summary WHERE trace_id = toFixedString(unhex({id:String}), 16)
) AS extent
SELECT
  lower(hex(span_id)) AS spanId,
  if(parent_id = toFixedString('', 8), '', lower(hex(parent_id))) AS parentSpanId,
  toString(toUnixTimestamp64Nano(start)) AS startNs,
  toString(duration) AS durationNs,
  toString(name) AS spanName,
  kind,
  status,
  toString(status_message) AS statusMessage,
  toString(service) AS serviceName,
  toString(trace_state) AS traceState,
  flags,
  toString(resource_hash) AS resourceId,
  toString(scope_name) AS scopeName,
  toString(scope_version) AS scopeVersion,
  -- include span-content-columns
FROM spans
WHERE trace_id = toFixedString(unhex({id:String}), 16)
  AND extent.1 > 0 AND start >= extent.2 AND start <= extent.3
  AND toStartOfHour(start) >= toStartOfHour(extent.2) AND toStartOfHour(start) <= toStartOfHour(extent.3)
  AND span_id = toFixedString(unhex({span:String}), 8) -- if span
ORDER BY start, span_id, received DESC
LIMIT 1 BY span_id
LIMIT {limit:UInt32}
