-- Rows of `trace_summary` for a share of the traces with spans received since.
WITH affected AS (
  SELECT DISTINCT trace_id
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
    AND cityHash64(trace_id) % {slices:UInt32} = {slice:UInt32}
)
-- right
SELECT
  tenant,
  trace_id,
  min(start) AS t0,
  max(start + toIntervalNanosecond(duration)) AS t1,
  count() AS spans,
  countIf(status = 2) AS errors,
  maxIf(toString(service), parent_id = toFixedString('', 8)) AS root_service,
  maxIf(toString(name), parent_id = toFixedString('', 8)) AS root_name,
  max(toString(s.environment)) AS environment,
  groupUniqArray(toString(service)) AS services
FROM spans AS s
WHERE start >= {from:DateTime64(9, 'UTC')} AND start <= {to:DateTime64(9, 'UTC')} AND trace_id IN affected
GROUP BY tenant, trace_id
-- stored
WHERE trace_id IN affected
