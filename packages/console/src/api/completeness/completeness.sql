-- What each console knows of how late the data of services is, by service and signal.
SELECT
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
WHERE c.received >= toDateTime64({sinceMs:UInt64} / 1000, 3, 'UTC')
  AND c.service != {doctor:String}
  AND c.service = {service:String} -- if service
  AND c.signal = {signal:String} -- if signal
ORDER BY c.service, signal, receivedMs DESC
LIMIT {limit:UInt32}
