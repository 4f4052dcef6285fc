-- What one metric is, whenever it was seen.
SELECT toString(name) AS metric, ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'][argMax(type, seen)] AS metricType, argMax(toString(unit), seen) AS metricUnit, argMax(toString(description), seen) AS text,
  ['none', 'delta', 'cumulative'][argMax(temporality, seen) + 1] AS kind, argMax(monotonic, seen) AS isMonotonic,
  arraySort(groupUniqArray(200)(toString(service))) AS services, uniqExact(hash) AS seriesCount, arraySort(groupUniqArrayArray(200)(arrayMap(key -> toString(key), mapKeys(attributes)))) AS attributeKeys,
  toString(greatest(
    (SELECT toUnixTimestamp64Nano(max(ts)) FROM samples WHERE hash IN (SELECT hash FROM series WHERE name = {name:String})),
    (SELECT toUnixTimestamp64Nano(max(ts)) FROM distributions WHERE hash IN (SELECT hash FROM series WHERE name = {name:String})))) AS lastNs
FROM series
WHERE name = {name:String}
GROUP BY name
