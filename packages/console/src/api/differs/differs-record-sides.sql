-- How many transactions or workflows each side has.
SELECT
  selected AS isSelection,
  count() AS rows,
  count() AS groups
FROM (
  -- include compared-records
  )
GROUP BY selected
LIMIT 2
