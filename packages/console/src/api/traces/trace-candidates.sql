-- Traces of the newest spans in [from, to) that fit the conditions, each with the moments of its spans among them. Read are so many
-- spans as `rows` says, in the order of the key: back from the newest, no further than it takes. The hours are said beside the times
-- because the key begins with them: without, a granule at every change of the hour is read as well.
SELECT lower(hex(trace_id)) AS traceId, toString(toUnixTimestamp64Nano(min(start))) AS firstNs, toString(toUnixTimestamp64Nano(max(start))) AS lastNs, count() AS spans
FROM (
  SELECT trace_id, start
  FROM spans
  WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
    AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
    -- include span-conditions
    -- include attribute-conditions
  ORDER BY toStartOfHour(start) DESC, start DESC
  LIMIT {rows:UInt32})
GROUP BY trace_id
ORDER BY min(start) DESC, trace_id DESC
