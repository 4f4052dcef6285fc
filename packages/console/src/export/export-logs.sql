-- The log records of a range, or those of one trace, each once, with all their fields.
SELECT
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  toString(toUnixTimestamp64Nano(observed)) AS observedNs,
  severity AS severityNumber,
  toString(severity_text) AS severityText,
  toString(event_name) AS eventName,
  body,
  body_json AS bodyJson,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  flags,
  toString(resource_hash) AS resourceId,
  toString(scope_name) AS scopeName,
  toString(scope_version) AS scopeVersion,
  toString(scope_json) AS scopeJson,
  sattr,
  mapApply((k, v) -> (k, toString(v)), iattr) AS iattr,
  mapApply((k, v) -> (k, toString(v)), nattr) AS nattr,
  battr,
  attributes_json AS attributesJson,
  dropped_attributes AS droppedAttributes
FROM logs
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND trace_id = toFixedString(unhex({trace:String}), 16) -- if trace
ORDER BY ts, identity
LIMIT 1 BY ts, identity
