-- Values of attributes among the newest log records, the most frequent first: texts and booleans, without long ones.
-- Ids have as many values as records, and none of them says much.
SELECT
  key,
  value,
  count() AS count,
  sum(count) OVER (PARTITION BY key) AS ofKey,
  count() OVER (PARTITION BY key) AS different
FROM (
  SELECT
    mapKeys(sattr) AS textKeys,
    mapValues(sattr) AS texts,
    mapKeys(battr) AS flagKeys,
    arrayMap(flag -> if(flag, 'true', 'false'), mapValues(battr)) AS flags
  FROM logs
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    -- include log-conditions
    -- include attribute-conditions
  ORDER BY ts DESC
  LIMIT {sample:UInt32}
)
ARRAY JOIN arrayConcat(textKeys, flagKeys) AS key, arrayConcat(texts, flags) AS value
WHERE length(value) <= 64 AND NOT match(key, '(\\.|_|^)id$') AND NOT startsWith(key, 'telltale.')
GROUP BY key, value
ORDER BY ofKey DESC, key, count DESC, value
LIMIT 8 BY key
LIMIT {limit:UInt32}
