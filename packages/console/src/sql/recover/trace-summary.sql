-- Adds what is missing in `trace_summary` for traces with rows received since. Counts are differences, as in `red`;
-- other columns are a minimum, a maximum or a union, so the correct value can be added as it is.
INSERT INTO trace_summary (tenant, trace_id, t0, t1, spans, errors, root_service, root_name, environment, services)
WITH affected AS (
  SELECT DISTINCT trace_id FROM spans WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
SELECT
  tenant,
  trace_id,
  min(t0) AS t0,
  max(t1) AS t1,
  toUInt64(sum(n)) AS spans,
  toUInt64(sum(failed)) AS errors,
  max(root_service) AS root_service,
  max(root_name) AS root_name,
  max(environment) AS environment,
  groupUniqArrayArray(services) AS services
FROM (
  SELECT
    tenant,
    trace_id,
    min(start) AS t0,
    max(start + toIntervalNanosecond(duration)) AS t1,
    toInt64(count()) AS n,
    toInt64(countIf(status = 2)) AS failed,
    maxIf(toString(service), parent_id = toFixedString('', 8)) AS root_service,
    maxIf(toString(name), parent_id = toFixedString('', 8)) AS root_name,
    max(toString(s.environment)) AS environment,
    groupUniqArray(toString(service)) AS services
  FROM spans AS s
  WHERE start >= {from:DateTime64(9, 'UTC')} AND start <= {to:DateTime64(9, 'UTC')} AND trace_id IN affected
  GROUP BY tenant, trace_id
  UNION ALL
  SELECT
    tenant,
    trace_id,
    min(r.t0),
    max(r.t1),
    -toInt64(sum(r.spans)),
    -toInt64(sum(r.errors)),
    max(r.root_service),
    max(r.root_name),
    max(r.environment),
    groupUniqArrayArray(r.services)
  FROM trace_summary AS r
  WHERE trace_id IN affected
  GROUP BY tenant, trace_id
)
GROUP BY tenant, trace_id
HAVING sum(n) != 0 OR sum(failed) != 0
