-- Log records of [from, to), newest first, each once. The caller walks back in growing windows, so the newest page reads minutes and
-- not the whole range. Words are tokens of the body's text index, `key=value` pairs those of the attributes'.
SELECT toString(toUnixTimestamp64Nano(ts)) AS timeNs, toString(identity) AS recordId, severity AS severityNumber, toString(severity_text) AS severityText,
  toString(event_name) AS eventName, body, body_json AS bodyJson, toString(service) AS serviceName, toString(environment) AS environmentName,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  sattr, mapApply((k, v) -> (k, toString(v)), iattr) AS iattr, mapApply((k, v) -> (k, toString(v)), nattr) AS nattr, battr,
  attributes_json AS attributesJson, toString(resource_hash) AS resourceId, toString(scope_name) AS scopeName, toString(scope_version) AS scopeVersion
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  -- include log-conditions
  -- include attribute-conditions
  AND (ts, identity) < ({cursorTs:DateTime64(9, 'UTC')}, {cursorIdentity:UInt64}) -- if cursorTs
ORDER BY ts DESC, identity DESC
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
