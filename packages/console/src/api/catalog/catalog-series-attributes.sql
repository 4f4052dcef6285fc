-- Attributes of metrics: types, and how many values. Without series over the budget of the tenant.
SELECT
  metric,
  key,
  groupUniqArray(if(kind = '', 'string', kind)) AS types,
  uniqExact(value) AS distinctValues,
  arraySort(groupUniqArray(20)(value)) AS values
FROM (
  SELECT
    toString(name) AS metric,
    toString(pair.1) AS key,
    pair.2 AS value,
    JSONExtractString(attributes_json, key, 'type') AS kind
  FROM series ARRAY JOIN arrayZip(mapKeys(attributes), mapValues(attributes)) AS pair
  WHERE seen >= {from:DateTime64(9, 'UTC')} AND folded = 0
    AND service = {service:String} -- if service
)
GROUP BY metric, key
ORDER BY count() DESC, metric, key
LIMIT 20000
