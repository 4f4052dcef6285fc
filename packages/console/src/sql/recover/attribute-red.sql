-- Rows of `attribute_red` for steps with spans received since. Steps before an attribute was chosen are not changed.
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
-- right
SELECT
  tenant,
  pair.1 AS key,
  pair.2 AS value,
  if(bitTest(s.folded, 0), '_OTHER', s.service) AS service,
  if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
  toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
  count() AS spans,
  countIf(status = 2) AS errors,
  sum(s.duration) AS duration,
  sum(toFloat64(weight)) AS estimated,
  sumIf(toFloat64(weight), status = 2) AS estimated_errors,
  sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS histogram,
  sumMapIf(
    map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(round((least(weight, 1e9) - 1) * 1024))),
    weight > 1) AS sampled_out
FROM spans AS s ARRAY JOIN arrayConcat(
  arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
  arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
  arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
WHERE start >= toStartOfFiveMinutes({from:DateTime64(9, 'UTC')})
  AND start < {to:DateTime64(9, 'UTC')} + toIntervalMinute(5)
  AND toStartOfFiveMinutes(start) IN affected
GROUP BY tenant, key, value, s.service, s.folded, s.environment, time
HAVING time >= arrayFirst(one -> one.1 = key, choices).2
-- stored
WHERE time >= toStartOfFiveMinutes({from:DateTime64(9, 'UTC')})
  AND time <= {to:DateTime64(9, 'UTC')}
  AND time IN affected
  AND has(chosen, toString(key))
  AND time >= arrayFirst(one -> one.1 = key, choices).2
