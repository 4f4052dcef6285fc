-- Log records for a file of CSV: the columns of `table-logs.sql`, maps and arrays as JSON, which other tools read;
-- 64-bit integers of attributes are text there, so that none is rounded.
SELECT l.ts AS time, l.observed AS observed_time, toString(l.service) AS service, toString(l.environment) AS environment, toString(l.service_version) AS service_version,
  l.severity AS severity_number, toString(l.severity_text) AS severity_text, toString(l.event_name) AS event_name, l.body AS body, l.body_json AS body_typed,
  if(l.trace_id = toFixedString('', 16), '', lower(hex(l.trace_id))) AS trace_id, if(l.span_id = toFixedString('', 8), '', lower(hex(l.span_id))) AS span_id, l.flags AS flags,
  toJSONString(CAST(l.sattr AS Map(String, String))) AS string_attributes,
  toJSONString(mapApply((k, v) -> (k, toString(v)), CAST(l.iattr AS Map(String, Int64)))) AS int_attributes,
  toJSONString(CAST(l.nattr AS Map(String, Float64))) AS double_attributes, toJSONString(CAST(l.battr AS Map(String, Bool))) AS bool_attributes, l.attributes_json AS other_attributes, l.dropped_attributes AS dropped_attributes,
  toString(l.scope_name) AS scope_name, toString(l.scope_version) AS scope_version, toString(l.scope_json) AS scope_attributes,
  toJSONString(CAST(r.attributes AS Map(String, String))) AS resource_attributes, r.attributes_json AS resource_other_attributes, toString(r.schema_url) AS resource_schema_url
FROM logs AS l ANY LEFT JOIN resources AS r ON r.tenant = l.tenant AND r.hash = l.resource_hash
WHERE l.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND l.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
LIMIT 1 BY l.ts, l.identity
