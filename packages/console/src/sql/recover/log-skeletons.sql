-- Rows of `log_skeletons` for hours with logs received since.
WITH affected AS (
  SELECT DISTINCT toStartOfHour(toDateTime(ts, 'UTC'))
  FROM logs
  WHERE received >= {since:DateTime('UTC')} AND received < {until:DateTime('UTC')}
    AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
)
-- right
SELECT
  tenant,
  toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  if(bitTest(logs.folded, 0), '_OTHER', logs.service) AS service,
  if(bitTest(logs.folded, 2), '_OTHER', logs.environment) AS environment,
  event_name AS name,
  logs.skeleton AS skeleton,
  count() AS count,
  countIf(severity >= 17) AS errors,
  min(ts) AS first,
  max(ts) AS last,
  uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS people
FROM logs
WHERE NOT startsWith(event_name, 'telltale.')
  AND toStartOfHour(toDateTime(ts, 'UTC')) IN affected AND received < {until:DateTime('UTC')}
  AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
GROUP BY tenant, hour, logs.service, logs.folded, logs.environment, event_name, logs.skeleton
-- stored
WHERE hour IN affected
