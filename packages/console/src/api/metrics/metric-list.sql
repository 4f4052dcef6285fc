-- Metrics that had points in the range, by name. What a metric is comes from the series seen last.
WITH active AS (
  SELECT hash, max(ts) AS last FROM (
    SELECT hash, ts FROM samples WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    UNION ALL
    SELECT hash, ts FROM distributions WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')})
  GROUP BY hash)
SELECT toString(name) AS metric, ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'][argMax(type, seen)] AS metricType, argMax(toString(unit), seen) AS metricUnit, argMax(toString(description), seen) AS text,
  ['none', 'delta', 'cumulative'][argMax(temporality, seen) + 1] AS kind, argMax(monotonic, seen) AS isMonotonic,
  arraySort(groupUniqArray(200)(toString(service))) AS services, uniqExact(hash) AS seriesCount, arraySort(groupUniqArrayArray(200)(arrayMap(key -> toString(key), mapKeys(attributes)))) AS attributeKeys,
  toString(toUnixTimestamp64Nano(max(last))) AS lastNs
FROM series INNER JOIN active USING (hash)
WHERE ({service:String} = '' OR service = {service:String}) AND ({environment:String} = '' OR environment = {environment:String})
  AND ({search:String} = '' OR positionCaseInsensitiveUTF8(toString(name), {search:String}) > 0)
GROUP BY name
ORDER BY name
LIMIT 2000
