-- Points with a trace behind them: of each step the largest.
WITH chosen AS (
  SELECT DISTINCT hash
  FROM series LEFT JOIN (SELECT hash AS resource_hash, any(attributes) AS resource_attributes FROM resources GROUP BY hash) AS origins USING (resource_hash)
  WHERE name = {name:String} AND type = {type:UInt8} AND ({environment:String} = '' OR environment = {environment:String})
    AND arrayAll((key, operator, value, low, high) -> multiIf(
      operator = '=', (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)) AND multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key]) = value,
      operator = '!=', NOT ((key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)) AND multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key]) = value),
      operator = 'exists', key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key),
      operator = '!exists', NOT (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)),
      ifNull(toFloat64OrNull(multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key])), nan) BETWEEN low AND high),
      {keys:Array(String)}, {operators:Array(String)}, {values:Array(String)}, {lows:Array(Float64)}, {highs:Array(Float64)}))
SELECT toString(toUnixTimestamp64Nano(one.1)) AS timeNs, one.2 AS value, lower(hex(one.3)) AS traceId, lower(hex(one.4)) AS spanId
FROM (
  SELECT arrayJoin(arrayZip(exemplars.ts, exemplars.value, exemplars.trace_id, exemplars.span_id)) AS one FROM (
    SELECT hash, ts, exemplars.ts, exemplars.value, exemplars.trace_id, exemplars.span_id FROM samples
    WHERE notEmpty(exemplars.ts) AND hash IN (SELECT hash FROM chosen) AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    UNION ALL
    SELECT hash, ts, exemplars.ts, exemplars.value, exemplars.trace_id, exemplars.span_id FROM distributions
    WHERE notEmpty(exemplars.ts) AND hash IN (SELECT hash FROM chosen) AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}))
WHERE one.3 != toFixedString('', 16) AND isFinite(one.2) AND one.1 >= {from:DateTime64(9, 'UTC')} AND one.1 < {to:DateTime64(9, 'UTC')}
ORDER BY one.2 DESC, one.1, one.3
LIMIT 1 BY intDiv(toUnixTimestamp64Milli(one.1), {stepMs:Int64})
LIMIT 200
