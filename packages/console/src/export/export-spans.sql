-- The spans that start in a range, or those of one trace, each once, with all their fields.
SELECT
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS spanId,
  if(parent_id = toFixedString('', 8), '', lower(hex(parent_id))) AS parentSpanId,
  toString(toUnixTimestamp64Nano(start)) AS startNs,
  toString(duration) AS durationNs,
  toString(name) AS spanName,
  kind,
  status,
  toString(status_message) AS statusMessage,
  toString(trace_state) AS traceState,
  flags,
  toString(resource_hash) AS resourceId,
  toString(scope_name) AS scopeName,
  toString(scope_version) AS scopeVersion,
  toString(scope_json) AS scopeJson,
  -- include span-content-columns
FROM spans
WHERE start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND trace_id = toFixedString(unhex({trace:String}), 16) -- if trace
ORDER BY start, trace_id, span_id, received DESC
LIMIT 1 BY trace_id, span_id
