-- The people who reached the first and the last step of each declared funnel, by minute. Records without a person are
-- left out.
WITH declared AS (
  SELECT
    toString(d.tenant) AS of_tenant,
    toString(d.name) AS funnel,
    argMax(d.steps, d.seen) AS steps
  FROM definitions AS d WHERE d.kind = 'funnel'
  GROUP BY of_tenant, funnel
  HAVING length(steps) > 1
  LIMIT 1000)
SELECT
  toUnixTimestamp(toStartOfMinute(ts)) AS time,
  of_tenant AS tenant,
  '' AS service,
  toString(e.environment) AS environment,
  funnel AS name,
  toFloat64(uniqExactIf(if(user_id != '', user_id, session_id), step = steps[1])) AS volume,
  volume AS total,
  toFloat64(uniqExactIf(if(user_id != '', user_id, session_id), step = steps[-1])) AS part,
  map() AS durations
FROM business_events AS e INNER JOIN declared ON e.tenant = declared.of_tenant AND e.name = declared.funnel
WHERE e.kind = 'journey' AND e.phase = 'step' AND (user_id != '' OR session_id != '')
  AND ts >= toDateTime64({from:UInt32}, 9, 'UTC')
  AND ts < toDateTime64({to:UInt32}, 9, 'UTC')
GROUP BY time, tenant, environment, name
ORDER BY time, total DESC, tenant, environment, name
LIMIT {limit:UInt32} BY time
