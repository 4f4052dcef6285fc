-- Spans of [from, to) by the values of one attribute, the most frequent first; spans without the attribute come
-- before them, as an empty value. The caller knows where the values are: in a column, in the resource, in the map of
-- one type, or, with `anyKey`, in several maps. The engine reads only one key of a map if nothing in the query names
-- the whole map. `estimated` is the number of spans before sampling.
WITH ( -- if resourceKey
    SELECT (groupArray(hash), groupArray(text)) FROM (
      SELECT
        hash,
        any(attributes[{resourceKey:String}]) AS text
      FROM resources WHERE mapContains(attributes, {resourceKey:String}) GROUP BY hash LIMIT 100000)
  ) AS held
SELECT
  value,
  count() AS spans,
  sum(toFloat64(weight)) AS estimated,
  countIf(status = 2) AS errors,
  avg(duration) / 1e6 AS meanMs,
  arrayMap(ns -> ns / 1e6, quantilesTDigest(0.5, 0.95)(duration)) AS quantilesMs
FROM (
  SELECT
    weight,
    status,
    duration,
    ifNull(toString({column:Identifier}), '') AS value -- if column
    transform(resource_hash, held.1, held.2, '') AS value -- if resourceKey
    sattr[{stringKey:String}] AS value -- if stringKey
    if(mapContains(iattr, {intKey:String}), toString(iattr[{intKey:String}]), '') AS value -- if intKey
    if(mapContains(nattr, {doubleKey:String}), toString(nattr[{doubleKey:String}]), '') AS value -- if doubleKey
    if(mapContains(battr, {boolKey:String}), toString(battr[{boolKey:String}]), '') AS value -- if boolKey
    multiIf( -- if anyKey
      mapContains(sattr, {anyKey:String}), sattr[{anyKey:String}],
      mapContains(iattr, {anyKey:String}), toString(iattr[{anyKey:String}]),
      mapContains(nattr, {anyKey:String}), toString(nattr[{anyKey:String}]),
      mapContains(battr, {anyKey:String}), toString(battr[{anyKey:String}]),
      '') AS value
  FROM spans
  -- include spans-in-range
    -- include span-conditions
    -- include attribute-conditions
  )
GROUP BY value
ORDER BY value = '' DESC, spans DESC, value
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
