-- Traces of the first spans in [from, to) that match the conditions, including traces that began before `from`.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(toUnixTimestamp64Nano(min(start))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(start))) AS lastNs,
  count() AS spans
FROM (
  -- include matching-spans
  ORDER BY toStartOfHour(start), start
  LIMIT {rows:UInt32})
GROUP BY trace_id
LIMIT {rows:UInt32}
