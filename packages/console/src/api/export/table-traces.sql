-- Spans as a table that `import` reads, each once: ids as hexadecimal digits, attributes by their types (text of JSON for those that are
-- bytes, lists, maps or empty), those of the scope and the resource beside them.
SELECT lower(hex(s.trace_id)) AS trace_id, lower(hex(s.span_id)) AS span_id, if(s.parent_id = toFixedString('', 8), '', lower(hex(s.parent_id))) AS parent_span_id,
  s.start AS start_time, s.duration AS duration_ns, toString(s.service) AS service, toString(s.environment) AS environment, toString(s.service_version) AS service_version,
  toString(s.name) AS name, s.kind AS kind, s.status AS status, toString(s.status_message) AS status_message, toString(s.trace_state) AS trace_state, s.flags AS flags,
  CAST(s.sattr AS Map(String, String)) AS string_attributes, CAST(s.iattr AS Map(String, Int64)) AS int_attributes, CAST(s.nattr AS Map(String, Float64)) AS double_attributes,
  CAST(s.battr AS Map(String, Bool)) AS bool_attributes, s.attributes_json AS other_attributes,
  s.events.ts AS event_times, arrayMap(n -> toString(n), s.events.name) AS event_names, s.events.attributes_json AS event_attributes,
  s.events.dropped AS event_dropped_attributes,
  arrayMap(id -> lower(hex(id)), s.links.trace_id) AS link_trace_ids, arrayMap(id -> lower(hex(id)), s.links.span_id) AS link_span_ids, s.links.attributes_json AS link_attributes,
  s.links.trace_state AS link_trace_states, s.links.flags AS link_flags, s.links.dropped AS link_dropped_attributes,
  s.dropped_attributes AS dropped_attributes, s.dropped_events AS dropped_events, s.dropped_links AS dropped_links,
  toString(s.scope_name) AS scope_name, toString(s.scope_version) AS scope_version, toString(s.scope_json) AS scope_attributes,
  CAST(r.attributes AS Map(String, String)) AS resource_attributes, r.attributes_json AS resource_other_attributes, toString(r.schema_url) AS resource_schema_url
FROM spans AS s ANY LEFT JOIN resources AS r ON r.tenant = s.tenant AND r.hash = s.resource_hash
WHERE s.start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND s.start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
LIMIT 1 BY s.trace_id, s.span_id
