-- The timeouts that types of workflows declare.
(SELECT mapFromArrays(groupArray(type), groupArray(timeout)) FROM (
  SELECT
    toString(name) AS type,
    argMax(timeout_ms, seen) AS timeout
  FROM definitions WHERE kind = 'workflow' GROUP BY name)) AS timeouts
