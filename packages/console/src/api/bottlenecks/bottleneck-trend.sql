-- One fingerprint in each step of the range.
SELECT
  toFloat64(intDiv(toUnixTimestamp64Milli(toDateTime64(f.ts, 3, 'UTC')), {stepMs:Int64}) * {stepMs:Int64}) AS timeMs,
  sum(f.weight) AS traces,
  sum(f.saved_ms * f.weight) AS savedMs
-- include bottleneck-findings
GROUP BY timeMs
ORDER BY timeMs
LIMIT 1000
