-- Which resources satisfy each condition of a filter, so that attributes of the resource count as those of its spans and logs.
-- The table is small (one row a process); the newest 10,000 that match are enough to be told apart by hash.
SELECT place, arrayMap(hash -> toString(hash), groupUniqArray(10000)(hash)) AS hashes
FROM resources
ARRAY JOIN {keys:Array(String)} AS key, {kinds:Array(String)} AS kind, {values:Array(String)} AS value,
  {lows:Array(Float64)} AS low, {highs:Array(Float64)} AS high, arrayMap(n -> n - 1, arrayEnumerate({keys:Array(String)})) AS place
WHERE multiIf(
  kind = 'equal', mapContains(attributes, key) AND attributes[key] = value,
  kind = 'number', ifNull(toFloat64OrNull(attributes[key]), nan) BETWEEN low AND high,
  mapContains(attributes, key) OR (attributes_json != '' AND JSONHas(attributes_json, key)))
GROUP BY place
ORDER BY place
