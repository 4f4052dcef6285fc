-- Records of what is true now, the newest of each: states by rule, the last round, the rules that are evaluated.
SELECT
  kind,
  id,
  toString(max(r.version)) AS newest,
  argMax(r.body, r.version) AS text
FROM alert_records AS r
WHERE kind IN ({kinds:Array(String)}) AND ts = toDateTime64(0, 3, 'UTC')
GROUP BY kind, id
HAVING text != ''
ORDER BY id
LIMIT 10000
