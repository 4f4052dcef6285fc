-- The most frequent values of one attribute, for completion. Long values and those with ids are stored as empty
-- values, which are left out, as is the service of the doctor's test spans.
SELECT
  value,
  sum(n) AS count
FROM (
  SELECT
    value,
    sum(attribute_values.count) AS n
  FROM attribute_values
  WHERE signal = {signal:String}
    AND key = {key:String}
    AND day BETWEEN toDate({from:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
  GROUP BY value
  UNION ALL
  SELECT
    attributes[{key:String}] AS value,
    uniqExact(hash) AS n
  FROM resources WHERE mapContains(attributes, {key:String}) GROUP BY value)
WHERE value NOT IN ('', {doctor:String}) AND startsWith(lower(value), lower({prefix:String}))
GROUP BY value
ORDER BY count DESC, value
LIMIT {limit:UInt32}
