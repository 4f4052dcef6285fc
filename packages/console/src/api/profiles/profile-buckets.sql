-- Runs of some profiles, by the hashes of their names, over the steps of the range: how many, how many failed, and the
-- 95th percentile of their duration.
SELECT
  name,
  bucket,
  count() AS runs,
  countIf(error != '') AS errors,
  if(
    countIf(isFinite(durationMs)) = 0,
    [],
    quantilesExactIf(0.949999999)(durationMs, isFinite(durationMs))) AS quantiles
FROM (
  SELECT
    toString(business_events.name) AS name,
    toString(intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64}) AS bucket,
    duration_ms AS durationMs,
    attributes['error.type'] AS error
  FROM business_events
  WHERE kind = 'profile' AND phase = 'ended' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND cityHash64(toString(business_events.name)) IN {hashes:Array(UInt64)}
    AND service = {service:String} -- if service
    AND environment = {environment:String} -- if environment
  LIMIT 1 BY uid)
GROUP BY name, bucket
ORDER BY name, bucket
