-- The same for attributes of any type, and under conditions on attributes: whole maps are read.
SELECT value, count() AS spans, sum(toFloat64(weight)) AS estimated, countIf(status = 2) AS errors,
  avg(duration) / 1e6 AS meanMs, arrayMap(ns -> ns / 1e6, quantilesTDigest(0.5, 0.95)(duration)) AS quantilesMs
FROM (
  SELECT if({place:String} = 'column', ifNull(toString({column:Identifier}), ''),
    if({place:String} = 'resource', transform(resource_hash, {hashes:Array(UInt64)}, {texts:Array(String)}, ''),
    if({place:String} = 'string', sattr[{key:String}],
    if({place:String} = 'int', if(mapContains(iattr, {key:String}), toString(iattr[{key:String}]), ''),
    if({place:String} = 'double', if(mapContains(nattr, {key:String}), toString(nattr[{key:String}]), ''),
    if({place:String} = 'bool', if(mapContains(battr, {key:String}), toString(battr[{key:String}]), ''),
    multiIf(mapContains(sattr, {key:String}), sattr[{key:String}], mapContains(iattr, {key:String}), toString(iattr[{key:String}]),
      mapContains(nattr, {key:String}), toString(nattr[{key:String}]), mapContains(battr, {key:String}), toString(battr[{key:String}]), ''))))))) AS value, weight, status, duration
  FROM spans
  WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
    AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
    AND ({environment:String} = '' OR environment = {environment:String})
    AND (empty({serviceIs:Array(String)}) OR arrayAll(x -> x = service, {serviceIs:Array(String)}))
    AND (empty({serviceIsNot:Array(String)}) OR NOT has({serviceIsNot:Array(String)}, service))
    AND (empty({nameIs:Array(String)}) OR arrayAll(x -> x = name, {nameIs:Array(String)}))
    AND (empty({nameIsNot:Array(String)}) OR NOT has({nameIsNot:Array(String)}, name))
    AND (length({statuses:Array(UInt8)}) = 3 OR has({statuses:Array(UInt8)}, status))
    AND (length({kinds:Array(UInt8)}) = 6 OR has({kinds:Array(UInt8)}, kind))
    AND ({spanMinNs:UInt64} = 0 OR duration >= {spanMinNs:UInt64}) AND ({spanMaxNs:UInt64} = 18446744073709551615 OR duration <= {spanMaxNs:UInt64})
    AND (empty({pairs:Array(String)}) OR hasAll(kv, {pairs:Array(String)}))
    AND (empty({notPairs:Array(String)}) OR NOT hasAny(kv, {notPairs:Array(String)}))
    AND (empty({notResources:Array(UInt64)}) OR NOT has({notResources:Array(UInt64)}, resource_hash))
    AND ({pair1:String} = '' OR has({pairResources1:Array(UInt64)}, resource_hash) OR has(kv, {pair1:String}))
    AND ({pair2:String} = '' OR has({pairResources2:Array(UInt64)}, resource_hash) OR has(kv, {pair2:String}))
    AND ({pair3:String} = '' OR has({pairResources3:Array(UInt64)}, resource_hash) OR has(kv, {pair3:String}))
    AND ({numberKey1:String} = '' OR has({numberResources1:Array(UInt64)}, resource_hash) OR multiIf(mapContains(iattr, {numberKey1:String}), toFloat64(iattr[{numberKey1:String}]),
      mapContains(nattr, {numberKey1:String}), nattr[{numberKey1:String}], ifNull(toFloat64OrNull(sattr[{numberKey1:String}]), nan)) BETWEEN {low1:Float64} AND {high1:Float64})
    AND ({numberKey2:String} = '' OR has({numberResources2:Array(UInt64)}, resource_hash) OR multiIf(mapContains(iattr, {numberKey2:String}), toFloat64(iattr[{numberKey2:String}]),
      mapContains(nattr, {numberKey2:String}), nattr[{numberKey2:String}], ifNull(toFloat64OrNull(sattr[{numberKey2:String}]), nan)) BETWEEN {low2:Float64} AND {high2:Float64})
    AND ({numberKey3:String} = '' OR has({numberResources3:Array(UInt64)}, resource_hash) OR multiIf(mapContains(iattr, {numberKey3:String}), toFloat64(iattr[{numberKey3:String}]),
      mapContains(nattr, {numberKey3:String}), nattr[{numberKey3:String}], ifNull(toFloat64OrNull(sattr[{numberKey3:String}]), nan)) BETWEEN {low3:Float64} AND {high3:Float64})
    AND ({existsKey1:String} = '' OR {exists1:UInt8} = (has({existsResources1:Array(UInt64)}, resource_hash) OR mapContains(sattr, {existsKey1:String}) OR mapContains(iattr, {existsKey1:String})
      OR mapContains(nattr, {existsKey1:String}) OR mapContains(battr, {existsKey1:String}) OR JSONHas(attributes_json, {existsKey1:String})))
    AND ({existsKey2:String} = '' OR {exists2:UInt8} = (has({existsResources2:Array(UInt64)}, resource_hash) OR mapContains(sattr, {existsKey2:String}) OR mapContains(iattr, {existsKey2:String})
      OR mapContains(nattr, {existsKey2:String}) OR mapContains(battr, {existsKey2:String}) OR JSONHas(attributes_json, {existsKey2:String})))
    AND ({existsKey3:String} = '' OR {exists3:UInt8} = (has({existsResources3:Array(UInt64)}, resource_hash) OR mapContains(sattr, {existsKey3:String}) OR mapContains(iattr, {existsKey3:String})
      OR mapContains(nattr, {existsKey3:String}) OR mapContains(battr, {existsKey3:String}) OR JSONHas(attributes_json, {existsKey3:String}))))
GROUP BY value
ORDER BY value = '' DESC, spans DESC, value
LIMIT {limit:UInt32}
