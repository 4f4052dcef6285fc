-- The transactions of each type that ended, by minute; each once, however often its record came.
SELECT
  time,
  tenant,
  '' AS service,
  environment,
  name,
  toFloat64(count()) AS volume,
  volume AS total,
  toFloat64(countIf(result = 'completed')) AS part,
  sumMapIf(map(bucket, 1), result = 'completed' AND isFinite(ms)) AS durations
FROM (
  SELECT
    toUnixTimestamp(toStartOfMinute(ts)) AS time,
    toString(e.tenant) AS tenant,
    toString(e.environment) AS environment,
    toString(e.name) AS name,
    entity_id,
    any(toString(outcome)) AS result,
    any(duration_ms) AS ms,
    toInt16(floor(log2(greatest(ms, 0) * 1e6 + 1) * 4)) AS bucket
  FROM business_events AS e
  WHERE kind = 'transaction' AND phase = 'ended'
    AND ts >= toDateTime64({from:UInt32}, 9, 'UTC')
    AND ts < toDateTime64({to:UInt32}, 9, 'UTC')
  GROUP BY time, tenant, environment, name, entity_id)
GROUP BY time, tenant, environment, name
ORDER BY time, total DESC, tenant, environment, name
LIMIT {limit:UInt32} BY time
