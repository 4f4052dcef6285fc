-- Findings of some traces that are stored.
SELECT
  f.fingerprint AS fingerprint,
  f.trace_id AS traceId,
  toFloat64(toUnixTimestamp64Micro(f.ts)) AS startUs
FROM findings AS f FINAL
WHERE tenant = {tenant:String}
  AND f.trace_id IN {ids:Array(String)}
  AND f.history = ''
  AND NOT gone
LIMIT 100000
