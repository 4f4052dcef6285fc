-- Log records as CSV: the columns of `table-logs.sql`, with maps and arrays as JSON for other tools. 64-bit integers
-- of attributes are text, so that none is rounded.
SELECT
  -- include table-log-columns
  toJSONString(CAST(l.sattr AS Map(String, String))) AS string_attributes,
  toJSONString(mapApply((k, v) -> (k, toString(v)), CAST(l.iattr AS Map(String, Int64)))) AS int_attributes,
  toJSONString(CAST(l.nattr AS Map(String, Float64))) AS double_attributes,
  toJSONString(CAST(l.battr AS Map(String, Bool))) AS bool_attributes,
  l.attributes_json AS other_attributes,
  -- include table-log-end-columns
  toJSONString(CAST(r.attributes AS Map(String, String))) AS resource_attributes,
  r.attributes_json AS resource_other_attributes,
  toString(r.schema_url) AS resource_schema_url
-- include table-log-rows
