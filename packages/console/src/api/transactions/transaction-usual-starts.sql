-- How many transactions of each type began at the hours of its gap (the time since the last start, at most a day) on
-- earlier days: `part` is how many days ago. And from 100 on, in twelve parts of the time before the gap. A type has
-- at most 20 rows.
SELECT
  type,
  part,
  uniq(entity_id) AS started
FROM (
  SELECT
    toString(name) AS type,
    entity_id,
    toUnixTimestamp64Milli({to:DateTime64(9, 'UTC')}) - toUnixTimestamp64Milli(began) - 1 AS age,
    transform(type, {types:Array(String)}, {gapsMs:Array(Int64)}, toInt64(0)) AS gap,
    transform(type, {types:Array(String)}, {beforesMs:Array(Int64)}, toInt64(0)) AS length,
    if(age % 86400000 < least(gap, 86400000), intDiv(age, 86400000), -1) AS day,
    if(age + 1 >= gap AND age < gap + length, 100 + intDiv((age + 1 - gap) * 12, length + 1), -1) AS twelfth,
    arrayJoin([day, twelfth]) AS part
  FROM (
    -- include transaction-starts
    )
  WHERE age >= 0)
WHERE part > 0
GROUP BY type, part
ORDER BY type, part
LIMIT 20000
