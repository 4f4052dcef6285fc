-- Attribute keys in use, the most frequent first, for completion: keys of spans or logs, counted by day, and keys of
-- resources, which filters match too.
SELECT
  key,
  sum(n) AS count
FROM (
  SELECT
    toString(key) AS key,
    sum(attribute_values.count) AS n
  FROM attribute_values
  WHERE signal = {signal:String}
    AND day BETWEEN toDate({from:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
  GROUP BY key
  UNION ALL
  SELECT
    toString(arrayJoin(mapKeys(attributes))) AS key,
    uniqExact(hash) AS n
  FROM resources GROUP BY key)
WHERE startsWith(lower(key), lower({prefix:String}))
GROUP BY key
ORDER BY count DESC, key
LIMIT {limit:UInt32}
