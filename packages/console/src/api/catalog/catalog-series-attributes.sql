-- Attributes of metrics: types, and how many values. Without series over the budget of the tenant. Types and values are
-- read of the attributes that are listed only.
WITH listed AS (
  SELECT cityHash64(name, attributeKey) AS attribute
  FROM series ARRAY JOIN mapKeys(attributes) AS attributeKey
  WHERE seen >= {from:DateTime64(9, 'UTC')} AND folded = 0
    AND service = {service:String} -- if service
  GROUP BY attribute
  ORDER BY count() DESC, any(name), any(attributeKey)
  LIMIT 20000
)
SELECT
  toString(metric) AS metric,
  key,
  groupUniqArray(if(kind = '', 'string', kind)) AS types,
  uniqExact(value) AS distinctValues,
  arraySort(groupUniqArray(20)(value)) AS values
FROM (
  SELECT
    name AS metric,
    toString(pair.1) AS key,
    pair.2 AS value,
    JSONExtractString(attributes_json, key, 'type') AS kind
  FROM series ARRAY JOIN arrayZip(mapKeys(attributes), mapValues(attributes)) AS pair
  WHERE seen >= {from:DateTime64(9, 'UTC')} AND folded = 0
    AND service = {service:String} -- if service
    AND cityHash64(name, pair.1) IN listed
)
GROUP BY metric, key
ORDER BY count() DESC, metric, key
LIMIT 20000
