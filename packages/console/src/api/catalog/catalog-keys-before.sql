-- Which of these keys of attributes arrived in the 30 days before the range: by day, and on its first day by the hour.
SELECT DISTINCT key
FROM (
  SELECT toString(key) AS key
  FROM attribute_values
  WHERE key IN {keys:Array(String)}
    AND day >= toDate({from:DateTime64(9, 'UTC')} - INTERVAL 30 DAY) AND day < toDate({from:DateTime64(9, 'UTC')})
  UNION ALL
  SELECT arrayJoin(arrayIntersect(arrayConcat(strings, ints, doubles, bools), {keys:Array(String)})) AS key
  FROM shapes
  WHERE hour >= toStartOfDay({from:DateTime64(9, 'UTC')}) AND hour < {from:DateTime64(9, 'UTC')}
)
ORDER BY key
LIMIT 2000
