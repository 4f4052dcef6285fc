-- Adds what is missing in `attribute_values` for days with spans received since: differences, as in `red`.
INSERT INTO attribute_values (tenant, signal, key, value, day, count)
WITH affected AS (
  SELECT DISTINCT toDate(start)
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
SELECT
  tenant,
  'spans' AS signal,
  key,
  value,
  day,
  toUInt64(sum(n)) AS count
FROM (
  SELECT
    tenant,
    key,
    if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value,
    toDate(start) AS day,
    toInt64(count()) AS n
  FROM spans ARRAY JOIN
    arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
    arrayConcat(
      mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
      arrayWithConstant(length(iattr) + length(nattr), '')) AS text
  WHERE toDate(start) IN affected
  GROUP BY tenant, key, value, day
  UNION ALL
  SELECT
    tenant,
    key,
    value,
    day,
    -toInt64(sum(r.count))
  FROM attribute_values AS r
  WHERE signal = 'spans' AND day IN affected
  GROUP BY tenant, key, value, day
)
GROUP BY tenant, key, value, day
HAVING sum(n) != 0
