-- Of `names`, the types of transactions that declare a timeout, with the latest one in ms.
SELECT
  toString(name) AS type,
  argMax(timeout_ms, seen) AS timeout
FROM definitions
WHERE kind = 'transaction' AND name IN {names:Array(String)}
GROUP BY name
HAVING timeout > 0
