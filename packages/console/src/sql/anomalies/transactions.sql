-- The transactions of each type that were over, by minute, as the page of that minute counts them: each where its first
-- end is, or, as abandoned, where its time ran out without an end in sight. Records are read from an hour before, as on
-- the pages. A minute knows what was recorded by its end, so it counts the same whenever it is read. Of records at the
-- same time a hash decides, in one number (`moment`), as in `transaction-states`.
WITH declared AS (
  SELECT
    toString(d.tenant) AS of_tenant,
    toString(d.name) AS of_name,
    argMax(d.timeout_ms, d.seen) AS usual_ms
  FROM definitions AS d WHERE d.kind = 'transaction'
  GROUP BY of_tenant, of_name
  HAVING usual_ms > 0)
SELECT
  toUnixTimestamp(toStartOfMinute(over.1)) AS time,
  tenant,
  '' AS service,
  environment,
  name,
  toFloat64(count()) AS volume,
  volume AS total,
  toFloat64(countIf(over.2 = 'completed')) AS part,
  sumMapIf(map(bucket, 1), over.2 = 'completed' AND isFinite(ms)) AS durations
FROM (
  SELECT
    tenant,
    environment,
    name,
    if(own_ms > 0, own_ms, usual_ms) AS timeout,
    began + toIntervalMillisecond(timeout) AS ran_out,
    timeout > 0
      AND (NOT has_end OR ended_at >= toStartOfMinute(ran_out) + toIntervalMinute(1)) AS has_run_out,
    ms,
    toInt16(floor(log2(greatest(ms, 0) * 1e6 + 1) * 4)) AS bucket,
    arrayJoin(arrayFilter(
      one -> one.1 >= toDateTime64({from:UInt32}, 9, 'UTC') AND one.1 < toDateTime64({to:UInt32}, 9, 'UTC'),
      arrayConcat(
        if(has_end, [(ended_at, outcome)], []), if(has_run_out, [(ran_out, 'abandoned')], [])))) AS over
  FROM (
    WITH bitShiftLeft(toUInt128(toUnixTimestamp64Nano(ts)), 64) + sipHash64(uid) AS moment
    SELECT
      toString(e.tenant) AS tenant,
      toString(e.environment) AS environment,
      toString(e.name) AS name,
      entity_id,
      countIf(phase = 'ended') > 0 AS has_end,
      min(ts) AS began,
      minIf(ts, phase = 'ended') AS ended_at,
      argMinIf(toString(e.outcome), moment, phase = 'ended') AS outcome,
      argMinIf(duration_ms, moment, phase = 'ended') AS ms,
      argMaxIf(timeout_ms, moment, timeout_ms > 0) AS own_ms
    FROM business_events AS e
    WHERE kind = 'transaction'
      AND ts >= toDateTime64({from:UInt32} - 3600, 9, 'UTC')
      AND ts < toDateTime64({to:UInt32}, 9, 'UTC')
    GROUP BY tenant, environment, name, entity_id) AS transactions
  LEFT ANY JOIN declared ON tenant = of_tenant AND name = of_name)
GROUP BY time, tenant, environment, name
ORDER BY time, total DESC, tenant, environment, name
LIMIT {limit:UInt32} BY time
