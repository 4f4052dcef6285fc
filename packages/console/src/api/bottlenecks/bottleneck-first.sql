-- The first trace of each fingerprint, over all that is kept.
SELECT
  f.fingerprint AS fingerprint,
  toString(toUnixTimestamp64Nano(toDateTime64(min(f.ts), 9, 'UTC'))) AS firstSeenNs
FROM findings AS f FINAL
WHERE f.fingerprint IN {fingerprints:Array(String)}
  AND NOT f.gone
GROUP BY fingerprint
ORDER BY fingerprint
LIMIT 500
