-- For every attribute of transactions or workflows and of their processes, its values with how many of either side.
-- include key-columns
FROM (
  SELECT
    key,
    text,
    countIf(selected) AS inSelection,
    countIf(NOT selected) AS inRest
  FROM (
    -- include compared-records
    )
  ARRAY JOIN
    keys AS key,
    texts AS text
  GROUP BY key, text)
-- include key-groups
