-- Rows of `red` for minutes with spans received since.
WITH affected AS (
  SELECT DISTINCT toStartOfMinute(start)
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
-- right
SELECT
  tenant,
  if(bitTest(s.folded, 0), '_OTHER', s.service) AS service,
  if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
  if(bitTest(s.folded, 1), '_OTHER', s.name) AS name,
  kind,
  entry,
  toDateTime(toStartOfMinute(start), 'UTC') AS minute,
  count() AS spans,
  countIf(status = 2) AS errors,
  sum(s.duration) AS duration,
  sum(toFloat64(weight)) AS estimated,
  sumIf(toFloat64(weight), status = 2) AS estimated_errors,
  sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS histogram,
  sumMapIf(
    map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(round((least(weight, 1e9) - 1) * 1024))),
    weight > 1) AS sampled_out
FROM spans AS s
WHERE start >= {from:DateTime64(9, 'UTC')}
  AND start <= {to:DateTime64(9, 'UTC')}
  AND toStartOfMinute(start) IN affected
GROUP BY tenant, s.service, s.environment, s.name, s.folded, kind, entry, minute
-- stored
WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
  AND minute <= {to:DateTime64(9, 'UTC')}
  AND minute IN affected
