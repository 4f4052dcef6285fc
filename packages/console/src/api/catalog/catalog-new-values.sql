-- Values of enumerations that no day before the range has.
SELECT
  toString(key) AS key,
  groupArraySorted(100)(value) AS values
FROM (
  SELECT
    key,
    value,
    min(day) AS first
  FROM attribute_values
  WHERE key IN {keys:Array(String)} AND value != ''
    AND day >= toDate({from:DateTime64(9, 'UTC')} - INTERVAL 30 DAY) AND day <= toDate({to:DateTime64(9, 'UTC')})
  GROUP BY key, value
)
WHERE first > toDate({from:DateTime64(9, 'UTC')})
GROUP BY key
LIMIT 1000
