-- Records of what is true now, the newest of each: states by rule, the last round, the rules that are evaluated.
-- include alert-terms
SELECT
  kind,
  id,
  toString(max(r.version)) AS newest,
  argMax(r.body, r.version) AS text
FROM alert_records AS r
WHERE kind IN ({kinds:Array(String)}) AND ts = toDateTime64(0, 3, 'UTC')
  -- include alert-of-terms
GROUP BY kind, id
HAVING text != ''
-- the term, the round and the rules are few, and never left out
ORDER BY kind = 'state', id
LIMIT 10000
