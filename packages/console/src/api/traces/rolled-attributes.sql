-- The attributes with a roll-up, each with the time since when it exists.
SELECT
  key,
  toUnixTimestamp(argMax(since, changed)) AS sinceSeconds
FROM rolled_attributes
GROUP BY key
HAVING NOT argMax(dropped, changed)
LIMIT 1000
