-- Findings of history that are stored for an hour and kind.
SELECT
  toString(f.tenant) AS tenant,
  f.fingerprint AS fingerprint,
  f.trace_id AS traceId,
  toFloat64(toUnixTimestamp64Micro(f.ts)) AS startUs
FROM findings AS f FINAL
WHERE f.ts >= toDateTime64({hour:UInt32}, 6, 'UTC')
  AND f.ts < toDateTime64({hour:UInt32} + 3600, 6, 'UTC')
  AND f.kind = {kind:String}
  AND f.history != ''
  AND NOT gone
LIMIT 100000
