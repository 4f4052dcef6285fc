-- Adds what is missing in `attribute_red` for steps with rows received since: differences, as in `red`. Steps before
-- an attribute was chosen are not changed.
INSERT INTO attribute_red (
  tenant, key, value, service, environment, time, spans, errors, duration, estimated, histogram)
WITH
  (SELECT groupArray((toString(key), from_time)) FROM (
    SELECT
      key,
      argMax(since, changed) AS from_time,
      argMax(dropped, changed) AS gone
    FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS choices,
  arrayMap(one -> one.1, choices) AS chosen,
  affected AS (
    SELECT DISTINCT toStartOfFiveMinutes(start)
    FROM spans
    WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
  )
SELECT
  tenant,
  key,
  value,
  service,
  environment,
  time,
  toUInt64(sum(n)) AS spans,
  toUInt64(sum(failed)) AS errors,
  toUInt64(sum(total)) AS duration,
  sum(weighted) AS estimated,
  mapApply((k, v) -> (k, toUInt64(v)), sumMap(buckets)) AS histogram
FROM (
  SELECT
    tenant,
    pair.1 AS key,
    pair.2 AS value,
    if(bitTest(s.folded, 0), '_OTHER', s.service) AS service,
    if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
    toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
    toInt64(count()) AS n,
    toInt64(countIf(status = 2)) AS failed,
    toInt64(sum(s.duration)) AS total,
    sum(toFloat64(weight)) AS weighted,
    sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS buckets
  FROM spans AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  WHERE start >= toStartOfFiveMinutes({from:DateTime64(9, 'UTC')})
    AND start < {to:DateTime64(9, 'UTC')} + toIntervalMinute(5)
    AND toStartOfFiveMinutes(start) IN affected
  GROUP BY tenant, key, value, s.service, s.folded, s.environment, time
  UNION ALL
  SELECT
    tenant,
    key,
    value,
    service,
    environment,
    time,
    -toInt64(sum(r.spans)),
    -toInt64(sum(r.errors)),
    -toInt64(sum(r.duration)),
    -sum(r.estimated),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM attribute_red AS r
  WHERE time >= toStartOfFiveMinutes({from:DateTime64(9, 'UTC')})
    AND time <= {to:DateTime64(9, 'UTC')}
    AND time IN affected
    AND has(chosen, toString(key))
  GROUP BY tenant, key, value, service, environment, time
)
WHERE time >= arrayFirst(one -> one.1 = key, choices).2
GROUP BY tenant, key, value, service, environment, time
HAVING sum(n) != 0 OR sum(failed) != 0 OR sum(total) != 0 OR arrayExists(v -> v != 0, mapValues(sumMap(buckets)))
