-- Traces of the first spans in [from, to) that fit the conditions: traces that began before `from` are among them, if any has such a span.
SELECT lower(hex(trace_id)) AS traceId, toString(toUnixTimestamp64Nano(min(start))) AS firstNs, toString(toUnixTimestamp64Nano(max(start))) AS lastNs, count() AS spans
FROM (
  SELECT trace_id, start
  FROM spans
  WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
    AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
    -- include span-conditions
    -- include attribute-conditions
  ORDER BY toStartOfHour(start), start
  LIMIT {rows:UInt32})
GROUP BY trace_id
LIMIT {rows:UInt32}
