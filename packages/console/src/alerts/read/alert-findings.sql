-- Traces with a finding of one kind in the range, by groups. A trace with several findings in a group counts once.
SELECT
  slot,
  serviceName,
  -- include alert-cell-names
  -- include alert-group-count
  sum(traceWeight) AS entries
FROM (
  SELECT
    intDiv(toUnixTimestamp64Milli(toDateTime64(ts, 3, 'UTC')) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
    if({byService:Bool}, toString(service), '') AS serviceName,
    -- include alert-finding-cells
    trace_id,
    max(weight) AS traceWeight
  FROM findings FINAL
  WHERE ts >= {from:DateTime64(9, 'UTC')}
    AND ts < {to:DateTime64(9, 'UTC')}
    AND NOT gone
    AND findings.kind LIKE {pattern:String}
    AND service IN {services:Array(String)} -- if services
    -- include alert-finding-where
  GROUP BY ALL)
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
