-- The transactions in which a user has a record, and the first one of these, the latest first.
SELECT
  toString(name) AS type,
  entity_id AS id,
  toString(toUnixTimestamp64Nano(min(ts))) AS firstNs
FROM (
  -- include user-records
)
WHERE kind = 'transaction'
GROUP BY name, entity_id
ORDER BY max(ts) DESC, name, entity_id
LIMIT 5001
