-- Types of transactions that declare a timeout, with the latest one in ms.
SELECT
  toString(name) AS type,
  argMax(timeout_ms, seen) AS timeout
FROM definitions
WHERE kind = 'transaction'
GROUP BY name
HAVING timeout > 0
LIMIT 100000
