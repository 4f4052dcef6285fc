-- The values of a series for the keys of `groupBy`.
arrayMap(
  key -> multiIf(
    key = 'service.name', toString(service),
    mapContains(series.attributes, key), series.attributes[key],
    resource_attributes[key]),
  {groupBy:Array(String)}) AS labels
