-- Spans as a table that `import` reads, each once: ids as hexadecimal digits, attributes by type (JSON text for
-- bytes, lists, maps and empty values), and attributes of the scope and the resource.
SELECT
  -- include table-span-columns
  CAST(s.sattr AS Map(String, String)) AS string_attributes,
  CAST(s.iattr AS Map(String, Int64)) AS int_attributes,
  CAST(s.nattr AS Map(String, Float64)) AS double_attributes,
  CAST(s.battr AS Map(String, Bool)) AS bool_attributes,
  s.attributes_json AS other_attributes,
  s.events.ts AS event_times,
  arrayMap(n -> toString(n), s.events.name) AS event_names,
  s.events.attributes_json AS event_attributes,
  s.events.dropped AS event_dropped_attributes,
  arrayMap(id -> lower(hex(id)), s.links.trace_id) AS link_trace_ids,
  arrayMap(id -> lower(hex(id)), s.links.span_id) AS link_span_ids,
  s.links.attributes_json AS link_attributes,
  s.links.trace_state AS link_trace_states,
  s.links.flags AS link_flags,
  s.links.dropped AS link_dropped_attributes,
  -- include table-span-end-columns
  CAST(r.attributes AS Map(String, String)) AS resource_attributes,
  r.attributes_json AS resource_other_attributes,
  toString(r.schema_url) AS resource_schema_url
-- include table-span-rows
