-- Definitions that applications declared: the newest of each kind and name.
SELECT
  toString(kind) AS kind,
  toString(name) AS name,
  argMax(steps, seen) AS steps,
  argMax(states, seen) AS states,
  argMax(transitions_json, seen) AS transitionsJson,
  argMax(timeout_ms, seen) AS timeoutMs
FROM definitions
WHERE kind = {kind:String}
  AND name = {name:String} -- if name
GROUP BY kind, name
ORDER BY name
LIMIT 1000
