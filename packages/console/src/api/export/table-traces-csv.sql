-- Spans as CSV: the columns of `table-traces.sql`, with maps and arrays as JSON for other tools. 64-bit integers of
-- attributes are text, so that none is rounded.
SELECT
  -- include table-span-columns
  toJSONString(CAST(s.sattr AS Map(String, String))) AS string_attributes,
  toJSONString(mapApply((k, v) -> (k, toString(v)), CAST(s.iattr AS Map(String, Int64)))) AS int_attributes,
  toJSONString(CAST(s.nattr AS Map(String, Float64))) AS double_attributes,
  toJSONString(CAST(s.battr AS Map(String, Bool))) AS bool_attributes,
  s.attributes_json AS other_attributes,
  toJSONString(s.events.ts) AS event_times,
  toJSONString(arrayMap(n -> toString(n), s.events.name)) AS event_names,
  toJSONString(s.events.attributes_json) AS event_attributes,
  toJSONString(s.events.dropped) AS event_dropped_attributes,
  toJSONString(arrayMap(id -> lower(hex(id)), s.links.trace_id)) AS link_trace_ids,
  toJSONString(arrayMap(id -> lower(hex(id)), s.links.span_id)) AS link_span_ids,
  toJSONString(s.links.attributes_json) AS link_attributes,
  toJSONString(s.links.trace_state) AS link_trace_states,
  toJSONString(s.links.flags) AS link_flags,
  toJSONString(s.links.dropped) AS link_dropped_attributes,
  -- include table-span-end-columns
  toJSONString(CAST(r.attributes AS Map(String, String))) AS resource_attributes,
  r.attributes_json AS resource_other_attributes,
  toString(r.schema_url) AS resource_schema_url
-- include table-span-rows
