-- What consoles know of services and signals of which one of them has late data: `late_ms` or more behind.
SELECT
  toString(c.tenant) AS tenant,
  c.service AS ofService,
  toString(c.signal) AS signal,
  toFloat64(toUnixTimestamp64Milli(c.received)) AS receivedMs,
  toFloat64(c.lag_ms) AS lagMs,
  toFloat64(c.held_ms) AS heldMs,
  toFloat64(c.usual_ms) AS usualMs,
  toFloat64(c.gap_ms) AS gapMs,
  c.said AS said,
  toFloat64(toUnixTimestamp64Milli(c.seen)) AS seenMs
FROM completeness AS c FINAL
WHERE c.received >= toDateTime64({since:UInt32}, 3, 'UTC')
  AND (c.tenant, c.service, c.signal) IN (
    SELECT
      l.tenant,
      l.service,
      l.signal
    FROM completeness AS l
    WHERE l.received >= toDateTime64({since:UInt32}, 3, 'UTC') AND greatest(l.lag_ms, l.held_ms) > {lateMs:UInt64})
ORDER BY tenant, ofService, signal
LIMIT 100000
