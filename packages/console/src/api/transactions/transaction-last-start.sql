-- When transactions of each type began last before the end of the range, and first since `since`. One without a record
-- of its start began its duration before its end. Types in `first` come before all others when there are too many.
SELECT
  toString(name) AS type,
  toString(toUnixTimestamp64Milli(max(began))) AS lastMs,
  toString(toUnixTimestamp64Milli(min(began))) AS firstMs,
  toString(count() OVER ()) AS total
FROM (
  -- include transaction-starts
  )
GROUP BY name
ORDER BY has({first:Array(String)}, toString(name)) DESC, max(began) DESC, name
LIMIT 1000
