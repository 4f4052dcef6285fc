-- Log records as a table that `import` reads, each once: ids as hexadecimal digits, attributes by type (JSON text for
-- bytes, lists, maps and empty values), and attributes of the scope and the resource.
SELECT
  -- include table-log-columns
  CAST(l.sattr AS Map(String, String)) AS string_attributes,
  CAST(l.iattr AS Map(String, Int64)) AS int_attributes,
  CAST(l.nattr AS Map(String, Float64)) AS double_attributes,
  CAST(l.battr AS Map(String, Bool)) AS bool_attributes,
  l.attributes_json AS other_attributes,
  -- include table-log-end-columns
  CAST(r.attributes AS Map(String, String)) AS resource_attributes,
  r.attributes_json AS resource_other_attributes,
  toString(r.schema_url) AS resource_schema_url
-- include table-log-rows
