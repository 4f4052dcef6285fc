-- Rows of `attribute_values` for days with spans received since.
WITH affected AS (
  SELECT DISTINCT toDate(start)
  FROM spans
  WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
-- right
SELECT
  tenant,
  key,
  if(
    length(text) > 64 OR match(key, '(\\.|_|^)id$')
      OR match(text, '(?i)\\d{6}|[\\da-f]{8}-?[\\da-f]{4}-?[\\da-f]{4}|\\d\\d:\\d\\d:\\d\\d'),
    '', text) AS value,
  toDate(start) AS day,
  count() AS count
FROM spans ARRAY JOIN
  arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
  arrayConcat(
    mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
WHERE toDate(start) IN affected
GROUP BY tenant, key, value, day
-- stored
WHERE signal = 'spans' AND day IN affected
