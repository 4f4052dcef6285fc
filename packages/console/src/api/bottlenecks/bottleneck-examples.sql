-- The traces of each fingerprint with the most time saved.
SELECT
  f.fingerprint AS fingerprint,
  f.trace_id AS traceId,
  toString(toUnixTimestamp64Nano(toDateTime64(f.ts, 9, 'UTC'))) AS timeNs,
  toString(f.version) AS ofVersion,
  f.saved_ms AS savedMs,
  f.total_ms AS totalMs,
  toFloat64(f.count) AS spanCount,
  f.span_ids AS spanIds
-- include bottleneck-findings
ORDER BY f.fingerprint, f.saved_ms DESC, f.total_ms DESC, f.trace_id
LIMIT {each:UInt32} BY fingerprint
LIMIT {limit:UInt32}
