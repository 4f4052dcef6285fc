-- The runs of some profiles in an hour that have a trace, the most expensive first.
SELECT
  toString(b.tenant) AS tenant,
  toString(b.service) AS service,
  toString(b.environment) AS environment,
  toString(b.name) AS name,
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS spanId,
  toFloat64(toUnixTimestamp64Micro(toDateTime64(ts, 6, 'UTC'))) AS startUs,
  if(isFinite(duration_ms), duration_ms, 0) AS ms,
  toString(service_version) AS version
FROM business_events AS b
WHERE kind = 'profile' AND phase = 'ended'
  AND ts >= toDateTime64({hour:UInt32}, 9, 'UTC')
  AND ts < toDateTime64({hour:UInt32} + 3600, 9, 'UTC')
  AND trace_id != toFixedString('', 16)
  AND attributes['telltale.profile.process_wide'] != 'true'
  AND b.name IN {names:Array(String)}
ORDER BY tenant, service, environment, name, toFloat64OrZero(attributes['telltale.profile.cpu_user_ms']) DESC, uid
LIMIT {most:UInt32} BY tenant, service, environment, name
