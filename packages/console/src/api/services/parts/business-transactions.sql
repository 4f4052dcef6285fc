-- Business transactions of the range that were recorded in a trace, each with its latest amount; a sample of them by
-- the hash of the id.
SELECT
  (toString(name), entity_id) AS entity,
  groupUniqArrayIf(trace_id, trace_id != toFixedString('', 16)) AS traces,
  argMaxIf(toFloat64(amount), ts, has_amount) AS worth,
  argMaxIf(toString(currency), ts, has_amount) AS money
FROM business_events
WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND toStartOfMinute(ts) IN {minutes:Array(DateTime('UTC'))} -- if minutes
  AND environment = {environment:String} -- if environment
GROUP BY entity
HAVING notEmpty(traces)
ORDER BY cityHash64(entity.2), entity
LIMIT {limit:UInt32}
