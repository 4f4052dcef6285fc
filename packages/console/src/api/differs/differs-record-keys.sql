-- For every attribute of transactions, workflows or people and of their processes, its values with how many of either
-- side. Every row has the key `telltale.rows` once: attributes with the prefix `telltale.` are the library's own, and
-- not compared.
-- include key-columns
FROM (
  SELECT
    key,
    text,
    count() > 1 AS isRepeated,
    toFloat64(countIf(selected)) AS inSelection,
    toFloat64(countIf(NOT selected)) AS inRest
  FROM (
    -- include compared-records
    )
  ARRAY JOIN
    arrayConcat(['telltale.rows'], arrayFilter(k -> NOT startsWith(k, 'telltale.'), keys)) AS key,
    arrayConcat([''], arrayFilter((v, k) -> NOT startsWith(k, 'telltale.'), texts, keys)) AS text
  GROUP BY key, text)
-- include key-groups
