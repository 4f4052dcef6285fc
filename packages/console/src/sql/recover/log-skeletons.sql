-- Adds what is missing in `log_skeletons` for hours with logs received since: differences, as in `red`.
INSERT INTO log_skeletons (tenant, hour, service, environment, name, skeleton, count, errors, first, last, people)
WITH affected AS (
  SELECT DISTINCT toStartOfHour(toDateTime(ts, 'UTC'))
  FROM logs
  WHERE received >= {since:DateTime('UTC')} AND received < {until:DateTime('UTC')}
    AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
)
SELECT
  tenant,
  hour,
  service,
  environment,
  name,
  skeleton,
  toUInt64(sum(n)) AS count,
  toUInt64(sum(failed)) AS errors,
  min(oldest) AS first,
  max(newest) AS last,
  uniqCombinedMergeState(12)(persons) AS people
FROM (
  SELECT
    tenant,
    toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
    if(bitTest(logs.folded, 0), '_OTHER', logs.service) AS service,
    if(bitTest(logs.folded, 2), '_OTHER', logs.environment) AS environment,
    event_name AS name,
    logs.skeleton AS skeleton,
    toInt64(count()) AS n,
    toInt64(countIf(severity >= 17)) AS failed,
    min(ts) AS oldest,
    max(ts) AS newest,
    uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS persons
  FROM logs
  WHERE NOT startsWith(event_name, 'telltale.')
    AND toStartOfHour(toDateTime(ts, 'UTC')) IN affected AND received < {until:DateTime('UTC')}
    AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
  GROUP BY tenant, hour, logs.service, logs.folded, logs.environment, event_name, logs.skeleton
  UNION ALL
  SELECT
    tenant,
    hour,
    service,
    environment,
    name,
    skeleton,
    -toInt64(sum(r.count)),
    -toInt64(sum(r.errors)),
    min(r.first),
    max(r.last),
    uniqCombinedMergeState(12)(r.people)
  FROM log_skeletons AS r
  WHERE hour IN affected
  GROUP BY tenant, hour, service, environment, name, skeleton
)
GROUP BY tenant, hour, service, environment, name, skeleton
HAVING sum(n) != 0 OR sum(failed) != 0
