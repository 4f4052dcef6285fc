-- When transactions of each type began last before the end of the range, and first since `since`. One without a record
-- of its start began its duration before its end.
SELECT
  toString(name) AS type,
  toString(toUnixTimestamp64Milli(max(began))) AS lastMs,
  toString(toUnixTimestamp64Milli(min(began))) AS firstMs
FROM (
  -- include transaction-starts
  )
GROUP BY name
ORDER BY max(began) DESC, name
LIMIT 1000
