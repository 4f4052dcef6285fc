-- The entries of each service by minute, the most frequent first: how many are stored, and those before sampling.
SELECT
  toUnixTimestamp(minute) AS time,
  toString(r.tenant) AS tenant,
  toString(r.service) AS service,
  toString(r.environment) AS environment,
  sum(r.estimated) AS volume,
  toFloat64(sum(r.spans)) AS total,
  toFloat64(sum(r.errors)) AS part,
  sum(r.estimated_errors) AS estimatedPart,
  mapApply(
    (bucket, n) -> (bucket, n / 1024),
    mapAdd(mapApply((bucket, n) -> (bucket, n * 1024), sumMap(r.histogram)), sumMap(r.sampled_out))) AS durations
FROM service_red AS r
WHERE entry
  AND minute >= toDateTime({from:UInt32}, 'UTC')
  AND minute < toDateTime({to:UInt32}, 'UTC')
  AND r.service != {doctor:String}
GROUP BY time, tenant, service, environment
ORDER BY time, total DESC, tenant, service, environment
LIMIT {limit:UInt32} BY time
