-- Series of the metric that match the conditions, with the attributes of their resources.
FROM series LEFT JOIN (
  SELECT
    hash AS resource_hash,
    any(attributes) AS resource_attributes
  FROM resources
  WHERE hash IN (SELECT resource_hash FROM series WHERE name = {name:String})
  GROUP BY hash) AS origins USING (resource_hash)
WHERE name = {name:String} AND type = {type:UInt8}
  AND environment = {environment:String} -- if environment
  AND arrayAll(
    (key, operator, value, low, high) -> multiIf(
      operator = '=',
      (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key))
        AND multiIf(
          key = 'service.name', toString(service),
          mapContains(series.attributes, key), series.attributes[key],
          resource_attributes[key]) = value,
      operator = '!=',
      NOT (
        (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key))
          AND multiIf(
            key = 'service.name', toString(service),
            mapContains(series.attributes, key), series.attributes[key],
            resource_attributes[key]) = value),
      operator = 'exists',
      key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key),
      operator = '!exists',
      NOT (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)),
      ifNull(
        toFloat64OrNull(multiIf(
          key = 'service.name', toString(service),
          mapContains(series.attributes, key), series.attributes[key],
          resource_attributes[key])),
        nan) BETWEEN low AND high),
    {keys:Array(String)},
    {operators:Array(String)},
    {values:Array(String)},
    {lows:Array(Float64)},
    {highs:Array(Float64)})
