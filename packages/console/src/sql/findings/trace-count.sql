-- How many traces received spans in some seconds, about.
SELECT toFloat64(uniq(tenant, trace_id)) AS traces
FROM spans
WHERE received >= toDateTime({from:UInt32}, 'UTC')
  AND received < toDateTime({to:UInt32}, 'UTC')
  AND toUnixTimestamp(received) IN {seconds:Array(UInt32)}
