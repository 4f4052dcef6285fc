-- Adds what is missing in `red` for minutes with rows received since: correct figures minus stored figures. Sums wrap
-- around at 2^64, so a negative difference can be added, too, and running this twice changes nothing.
INSERT INTO red (
  tenant, service, environment, name, kind, entry, minute, spans, errors, duration, estimated, estimated_errors,
  histogram)
WITH affected AS (
  SELECT DISTINCT toStartOfMinute(start)
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
SELECT
  tenant,
  service,
  environment,
  name,
  kind,
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
    if(bitTest(s.folded, 0), '_OTHER', s.service) AS service,
    if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
    if(bitTest(s.folded, 1), '_OTHER', s.name) AS name,
    kind,
    kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute,
    toInt64(count()) AS n,
    toInt64(countIf(status = 2)) AS failed,
    toInt64(sum(s.duration)) AS total,
    sum(toFloat64(weight)) AS weighted,
    sumIf(toFloat64(weight), status = 2) AS weighted_failed,
    sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS buckets
  FROM spans AS s
  WHERE start >= {from:DateTime64(9, 'UTC')}
    AND start <= {to:DateTime64(9, 'UTC')}
    AND toStartOfMinute(start) IN affected
  GROUP BY tenant, s.service, s.environment, s.name, s.folded, kind, entry, minute
  UNION ALL
  SELECT
    tenant,
    service,
    environment,
    name,
    kind,
    entry,
    minute,
    -toInt64(sum(r.spans)),
    -toInt64(sum(r.errors)),
    -toInt64(sum(r.duration)),
    -sum(r.estimated),
    -sum(r.estimated_errors),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM red AS r
  WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')})
    AND minute <= {to:DateTime64(9, 'UTC')}
    AND minute IN affected
  GROUP BY tenant, service, environment, name, kind, entry, minute
)
GROUP BY tenant, service, environment, name, kind, entry, minute
HAVING sum(n) != 0 OR sum(failed) != 0 OR sum(total) != 0 OR arrayExists(v -> v != 0, mapValues(sumMap(buckets)))
