-- The attributes that transactions of one type and their processes have, the commonest first, from some of the records.
SELECT
  key,
  sum(records) AS transactions
FROM (
  SELECT
    arrayJoin(mapKeys(attributes)) AS key,
    1 AS records
  FROM (
    SELECT attributes
    -- include transaction-records
    LIMIT 20000)
  UNION ALL
  SELECT
    arrayJoin(mapKeys(attributes)) AS key,
    0 AS records
  FROM resources
  WHERE hash IN (
    SELECT resource_hash
    -- include transaction-records
    LIMIT 20000))
WHERE NOT startsWith(key, 'telltale.')
GROUP BY key
ORDER BY transactions DESC, key
LIMIT 100
