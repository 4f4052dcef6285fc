-- The log records of one trace, each once, oldest first. They may lie before or after its spans, so no time bounds them: the index on ids does.
SELECT toString(toUnixTimestamp64Nano(ts)) AS timeNs, toString(identity) AS recordId, severity AS severityNumber, toString(severity_text) AS severityText,
  toString(event_name) AS eventName, body, body_json AS bodyJson, toString(service) AS serviceName, toString(environment) AS environmentName,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  sattr, mapApply((k, v) -> (k, toString(v)), iattr) AS iattr, mapApply((k, v) -> (k, toString(v)), nattr) AS nattr, battr,
  attributes_json AS attributesJson, toString(resource_hash) AS resourceId, toString(scope_name) AS scopeName, toString(scope_version) AS scopeVersion
FROM logs
WHERE trace_id = toFixedString(unhex({id:String}), 16)
ORDER BY ts, identity
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
