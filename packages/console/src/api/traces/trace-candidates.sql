-- Traces of the newest spans in [from, to) that match the conditions, each with the times of these spans. Reads
-- `rows` spans in the order of the key, back from the newest, and no more.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(toUnixTimestamp64Nano(min(start))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(start))) AS lastNs,
  count() AS spans
FROM (
  -- include matching-spans
  ORDER BY toStartOfHour(start) DESC, start DESC
  LIMIT {rows:UInt32})
GROUP BY trace_id
ORDER BY min(start) DESC, trace_id DESC
