-- The transactions with a record in one of the traces, each with its amount.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(name) AS type,
  toString(cityHash64(name, entity_id)) AS key,
  toString(maxIf(amount, has_amount)) AS amountText,
  toString(argMax(currency, has_amount)) AS currencyCode
FROM business_events
WHERE tenant = {tenant:String}
  AND kind = 'transaction'
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
  AND ts >= fromUnixTimestamp64Micro({firstUs:Int64}, 'UTC') - INTERVAL 1 DAY
  AND ts <= fromUnixTimestamp64Micro({lastUs:Int64}, 'UTC') + INTERVAL 1 DAY
GROUP BY trace_id, name, entity_id
ORDER BY traceId, type, key
LIMIT 20 BY traceId
