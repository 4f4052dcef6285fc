-- The timeouts that types of transactions declare.
WITH (SELECT mapFromArrays(groupArray(type), groupArray(timeout)) FROM (
  SELECT
    toString(name) AS type,
    argMax(timeout_ms, seen) AS timeout
  FROM definitions WHERE kind = 'transaction' GROUP BY name)) AS timeouts
