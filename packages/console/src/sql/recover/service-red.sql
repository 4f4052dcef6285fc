-- Adds what is missing in `service_red` for minutes with rows received since: differences to `red`, which is correct
-- by now (the view has added its differences here).
INSERT INTO service_red (
  tenant, service, environment, entry, minute, spans, errors, duration, estimated, estimated_errors, histogram)
WITH affected AS (
  SELECT DISTINCT toStartOfMinute(start)
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
SELECT
  tenant,
  service,
  environment,
  entry,
  minute,
  toUInt64(sum(n)) AS spans,
  toUInt64(sum(failed)) AS errors,
  toUInt64(sum(total)) AS duration,
  sum(weighted) AS estimated,
  sum(weighted_failed) AS estimated_errors,
  mapApply((k, v) -> (k, toUInt64(v)), sumMap(buckets)) AS histogram
FROM (
  SELECT
    tenant,
    service,
    environment,
    entry,
    minute,
    toInt64(sum(r.spans)) AS n,
    toInt64(sum(r.errors)) AS failed,
    toInt64(sum(r.duration)) AS total,
    sum(r.estimated) AS weighted,
    sum(r.estimated_errors) AS weighted_failed,
    mapApply((k, v) -> (k, toInt64(v)), sumMap(r.histogram)) AS buckets
  FROM red AS r
  WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
    AND minute <= {to:DateTime64(9, 'UTC')}
    AND minute IN affected
  GROUP BY tenant, service, environment, entry, minute
  UNION ALL
  SELECT
    tenant,
    service,
    environment,
    entry,
    minute,
    -toInt64(sum(r.spans)),
    -toInt64(sum(r.errors)),
    -toInt64(sum(r.duration)),
    -sum(r.estimated),
    -sum(r.estimated_errors),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM service_red AS r
  WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
    AND minute <= {to:DateTime64(9, 'UTC')}
    AND minute IN affected
  GROUP BY tenant, service, environment, entry, minute
)
GROUP BY tenant, service, environment, entry, minute
HAVING sum(n) != 0 OR sum(failed) != 0 OR sum(total) != 0 OR arrayExists(v -> v != 0, mapValues(sumMap(buckets)))
