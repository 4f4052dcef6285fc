-- CPU profiles without their content, the latest first: a page of them, by time and uid.
SELECT
  uid AS id,
  toString(cpu_profiles.name) AS spanName,
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  if(isFinite(duration_ms), duration_ms, NULL) AS durationMs,
  cpu_profiles.samples AS samples,
  cpu_profiles.bytes AS bytes,
  toString(service) AS serviceName,
  toString(environment) AS environmentName,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId
FROM cpu_profiles
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND name = {name:String} -- if name
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
  AND trace_id = toFixedString(unhex({traceId:String}), 16) -- if traceId
  AND ( -- if cursorTs
    ts < {cursorTs:DateTime64(9, 'UTC')}
      OR (ts = {cursorTs:DateTime64(9, 'UTC')} AND uid < {cursorId:String}))
ORDER BY ts DESC, uid DESC
LIMIT 1 BY uid
LIMIT {limit:UInt32}
