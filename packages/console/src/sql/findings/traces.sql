-- Traces of which spans were received in some seconds, and the last one in one of the seconds `last`, by their start.
-- One of `every` traces, chosen by its id.
SELECT
  toString(tenant) AS tenant,
  lower(hex(trace_id)) AS traceId,
  toFloat64(toUnixTimestamp64Micro(toDateTime64(min(t0), 6, 'UTC'))) AS firstUs,
  toFloat64(toUnixTimestamp64Micro(toDateTime64(max(t1), 6, 'UTC'))) AS lastUs,
  toFloat64(sum(s.spans)) AS spans
FROM trace_summary AS s
WHERE (tenant, trace_id) IN (
  SELECT
    tenant,
    trace_id
  FROM spans
  WHERE received >= toDateTime({from:UInt32}, 'UTC')
    AND received < toDateTime({until:UInt32}, 'UTC')
    AND cityHash64(trace_id) % {every:UInt32} = 0
    AND service != {doctor:String}
  GROUP BY tenant, trace_id
  HAVING toUnixTimestamp(max(received)) IN {last:Array(UInt32)}
    AND countIf(toUnixTimestamp(received) IN {seconds:Array(UInt32)}) > 0)
GROUP BY tenant, trace_id
ORDER BY tenant, firstUs, traceId
LIMIT {limit:UInt32} BY tenant
