-- Business transactions of the range whose traces are known, a sample of them by the hash of the id.
SELECT
  entity_id,
  groupUniqArrayIf(trace_id, trace_id != toFixedString('', 16)) AS traces,
  maxIf(toFloat64(amount), has_amount) AS worth,
  max(toString(currency)) AS money
FROM business_events
WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND toStartOfMinute(ts) IN {minutes:Array(DateTime('UTC'))} -- if minutes
  AND environment = {environment:String} -- if environment
GROUP BY entity_id
HAVING notEmpty(traces)
ORDER BY cityHash64(entity_id), entity_id
LIMIT {limit:UInt32}
