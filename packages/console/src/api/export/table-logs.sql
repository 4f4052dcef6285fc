-- Log records as a table that `import` reads, each once: ids as hexadecimal digits, attributes by their types (text of JSON for those
-- that are bytes, lists, maps or empty), those of the scope and the resource beside them.
SELECT l.ts AS time, l.observed AS observed_time, toString(l.service) AS service, toString(l.environment) AS environment, toString(l.service_version) AS service_version,
  l.severity AS severity_number, toString(l.severity_text) AS severity_text, toString(l.event_name) AS event_name, l.body AS body, l.body_json AS body_typed,
  if(l.trace_id = toFixedString('', 16), '', lower(hex(l.trace_id))) AS trace_id, if(l.span_id = toFixedString('', 8), '', lower(hex(l.span_id))) AS span_id, l.flags AS flags,
  CAST(l.sattr AS Map(String, String)) AS string_attributes, CAST(l.iattr AS Map(String, Int64)) AS int_attributes, CAST(l.nattr AS Map(String, Float64)) AS double_attributes,
  CAST(l.battr AS Map(String, Bool)) AS bool_attributes, l.attributes_json AS other_attributes, l.dropped_attributes AS dropped_attributes,
  toString(l.scope_name) AS scope_name, toString(l.scope_version) AS scope_version, toString(l.scope_json) AS scope_attributes,
  CAST(r.attributes AS Map(String, String)) AS resource_attributes, r.attributes_json AS resource_other_attributes, toString(r.schema_url) AS resource_schema_url
FROM logs AS l ANY LEFT JOIN resources AS r ON r.tenant = l.tenant AND r.hash = l.resource_hash
WHERE l.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND l.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
LIMIT 1 BY l.ts, l.identity
