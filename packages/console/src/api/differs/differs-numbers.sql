-- For every numeric attribute and the duration, quantiles of the selection and of the other spans, of which one in
-- `every` is read. It uses `if` instead of OR: for an OR over conditions with a subquery (`key!=value`) the engine
-- loses a column (NOT_FOUND_COLUMN_IN_BLOCK).
SELECT
  toString(key) AS attribute,
  countIf(selected) AS inSelection,
  countIf(NOT selected) AS inRest,
  quantilesTDigestIf(
    0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98
  )(number, selected) AS selection,
  quantilesTDigestIf(
    0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98
  )(number, NOT selected) AS rest
FROM (
  SELECT
    iattr,
    nattr,
    duration,
    start,
    (true
      -- include span-conditions
      -- include attribute-conditions
    ) AS selected
  FROM spans
  -- include compared-spans
  )
ARRAY JOIN arrayConcat(['duration'], mapKeys(nattr), mapKeys(iattr)) AS key,
  arrayConcat([toFloat64(duration) / 1e6], mapValues(nattr), arrayMap(v -> toFloat64(v), mapValues(iattr))) AS number
WHERE if(selected, true, intHash32(toUnixTimestamp64Nano(start)) % {every:UInt32} = 0)
GROUP BY key
HAVING inSelection >= 20 AND inRest >= 20
ORDER BY inSelection DESC
LIMIT 500
SETTINGS max_threads = 2
