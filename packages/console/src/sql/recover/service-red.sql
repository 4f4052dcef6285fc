-- Rows of `service_red` for minutes with spans received since, from `red`, which is correct by now (the view has added
-- its differences here).
WITH affected AS (
  SELECT DISTINCT toStartOfMinute(start)
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
-- right
SELECT
  tenant,
  service,
  environment,
  entry,
  minute,
  sum(r.spans) AS spans,
  sum(r.errors) AS errors,
  sum(r.duration) AS duration,
  sum(r.estimated) AS estimated,
  sum(r.estimated_errors) AS estimated_errors,
  mapApply((k, v) -> (k, toInt64(v)), sumMap(r.histogram)) AS histogram,
  mapApply((k, v) -> (k, toInt64(v)), sumMap(r.sampled_out)) AS sampled_out
FROM red AS r
WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
  AND minute <= {to:DateTime64(9, 'UTC')}
  AND minute IN affected
GROUP BY tenant, service, environment, entry, minute
-- stored
WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
  AND minute <= {to:DateTime64(9, 'UTC')}
  AND minute IN affected
