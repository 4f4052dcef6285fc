-- Units of metrics, for the values of rules that look at them.
SELECT
  name,
  toString(any(unit)) AS unit
FROM series
WHERE name IN {names:Array(String)}
GROUP BY name
LIMIT {limit:UInt32}
