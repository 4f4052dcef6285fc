-- Entries of some services in an hour, the longest first.
SELECT
  toString(s.tenant) AS tenant,
  toString(s.service) AS service,
  toString(s.environment) AS environment,
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS spanId,
  toFloat64(toUnixTimestamp64Micro(toDateTime64(start, 6, 'UTC'))) AS startUs,
  toFloat64(duration) / 1e6 AS ms,
  toString(service_version) AS version
FROM spans AS s
WHERE s.service IN {services:Array(String)}
  AND toStartOfHour(start) = toDateTime({hour:UInt32}, 'UTC')
  AND start >= toDateTime64({hour:UInt32}, 9, 'UTC')
  AND start < toDateTime64({hour:UInt32} + 3600, 9, 'UTC')
  AND entry
ORDER BY tenant, service, environment, duration DESC, span_id
LIMIT {most:UInt32} BY tenant, service, environment
