-- Rows of `attribute_values` for days with logs received since.
WITH affected AS (
  SELECT DISTINCT toDate(ts) FROM logs WHERE received >= {since:DateTime('UTC')} AND ts >= {keptFrom:DateTime('UTC')}
)
-- right
SELECT
  tenant,
  key,
  if(
    length(text) > 64 OR match(key, '(\\.|_|^)id$')
      OR match(text, '(?i)\\d{6}|[\\da-f]{8}-?[\\da-f]{4}-?[\\da-f]{4}|\\d\\d:\\d\\d:\\d\\d'),
    '', text) AS value,
  toDate(ts) AS day,
  count() AS count
FROM logs ARRAY JOIN
  arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
  arrayConcat(
    mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
WHERE toDate(ts) IN affected
GROUP BY tenant, key, value, day
-- stored
WHERE signal = 'logs' AND day IN affected
