-- Business events as CSV: the columns of `table-business.sql`, with maps and arrays as JSON for other tools.
SELECT
  -- include table-business-columns
  toJSONString(CAST(attributes AS Map(String, String))) AS attributes,
  attributes_json AS other_attributes,
  uid
FROM business_events FINAL
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
