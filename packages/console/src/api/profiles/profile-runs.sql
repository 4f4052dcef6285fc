-- Runs of one profile, the latest first: a page of them, by time and uid.
SELECT
  uid AS id,
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  if(isFinite(duration_ms), duration_ms, NULL) AS durationMs,
  attributes['telltale.profile.class'] AS class,
  attributes['error.type'] AS error,
  toFloat64OrZero(attributes['telltale.profile.cpu_user_ms']) AS cpuUserMs,
  toFloat64OrZero(attributes['telltale.profile.cpu_system_ms']) AS cpuSystemMs,
  toFloat64OrZero(attributes['telltale.profile.memory_delta_bytes']) AS memoryDelta,
  toFloat64OrZero(attributes['telltale.profile.memory_peak_bytes']) AS memoryPeak,
  toFloat64OrZero(attributes['telltale.profile.gc_ms']) AS gcMs,
  toFloat64OrNull(attributes['telltale.profile.items']) AS items,
  toUInt32OrZero(attributes['telltale.profile.concurrent']) AS concurrent,
  toString(service) AS serviceName,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId
FROM business_events
WHERE kind = 'profile'
  AND phase = 'ended'
  AND name = {name:String}
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
  AND class = {class:String} -- if class
  AND ( -- if cursorTs
    ts < {cursorTs:DateTime64(9, 'UTC')}
      OR (ts = {cursorTs:DateTime64(9, 'UTC')} AND uid < {cursorId:String}))
ORDER BY ts DESC, uid DESC
LIMIT 1 BY uid
LIMIT {limit:UInt32}
