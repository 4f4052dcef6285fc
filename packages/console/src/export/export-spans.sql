-- The spans that start in a range, each once, with all that came with them.
SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, if(parent_id = toFixedString('', 8), '', lower(hex(parent_id))) AS parentSpanId,
  toString(toUnixTimestamp64Nano(start)) AS startNs, toString(duration) AS durationNs,
  toString(name) AS spanName, kind, status, toString(status_message) AS statusMessage, toString(trace_state) AS traceState, flags,
  toString(resource_hash) AS resourceId, toString(scope_name) AS scopeName, toString(scope_version) AS scopeVersion, toString(scope_json) AS scopeJson,
  sattr, mapApply((k, v) -> (k, toString(v)), iattr) AS iattr, mapApply((k, v) -> (k, toString(v)), nattr) AS nattr, battr,
  attributes_json AS attributesJson,
  arrayMap(ts -> toString(toUnixTimestamp64Nano(ts)), events.ts) AS eventTimes, events.name AS eventNames,
  events.attributes_json AS eventAttributes, events.dropped AS eventDropped,
  arrayMap(id -> lower(hex(id)), links.trace_id) AS linkTraceIds, arrayMap(id -> lower(hex(id)), links.span_id) AS linkSpanIds,
  links.trace_state AS linkTraceStates, links.flags AS linkFlags, links.attributes_json AS linkAttributes, links.dropped AS linkDropped,
  dropped_attributes AS droppedAttributes, dropped_events AS droppedEvents, dropped_links AS droppedLinks
FROM spans
WHERE start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY start, trace_id, span_id, received DESC
LIMIT 1 BY trace_id, span_id
