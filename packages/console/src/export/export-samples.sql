-- The points of gauges and sums of a range, each once.
SELECT toString(hash) AS seriesId, toString(toUnixTimestamp64Nano(ts)) AS timeNs, toString(toUnixTimestamp64Nano(start_ts)) AS startNs, flags,
  toString(value) AS doubleValue, is_int AS isInt, toString(int_value) AS intValue,
  arrayMap(t -> toString(toUnixTimestamp64Nano(t)), exemplars.ts) AS exemplarTimes, arrayMap(v -> toString(v), exemplars.value) AS exemplarValues,
  arrayMap(id -> lower(hex(id)), exemplars.trace_id) AS exemplarTraceIds, arrayMap(id -> lower(hex(id)), exemplars.span_id) AS exemplarSpanIds,
  exemplars.attributes_json AS exemplarAttributes
FROM samples
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY hash, ts, received DESC
LIMIT 1 BY hash, ts
