-- The frequent values of one attribute by day; long values and ids are left out.
SELECT
  value,
  toString(sum(v.count)) AS count
FROM attribute_values AS v
WHERE key = {key:String} AND value != ''
  AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')})
GROUP BY value
ORDER BY sum(v.count) DESC, value
LIMIT 40
