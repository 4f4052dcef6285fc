-- The attributes that are rolled up, each with the moment from which on it is.
SELECT key, toUnixTimestamp(argMax(since, changed)) AS sinceSeconds
FROM rolled_attributes
GROUP BY key
HAVING NOT argMax(dropped, changed)
LIMIT 1000
