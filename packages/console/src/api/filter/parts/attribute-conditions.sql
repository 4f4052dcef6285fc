-- Conditions on attributes in the maps of spans and log records; an attribute of a resource counts for all that the
-- resource sent. `pairs` are those that no resource has: only the index answers them. The engine reads a key of a map
-- fast only if it is a constant, so other kinds of conditions have numbered slots. Those of `typedKey` are declared as
-- numbers: texts are not read.
AND hasAll(kv, {pairs:Array(String)}) -- if pairs
AND NOT hasAny(kv, {notPairs:Array(String)}) -- if notPairs
  AND resource_hash NOT IN (
    SELECT hash
    FROM resources
    WHERE hasAny(
      arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), {notPairs:Array(String)}))
AND (has(kv, {pair1:String}) OR resource_hash IN ( -- if pair1
  SELECT hash
  FROM resources
  WHERE has(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), {pair1:String})))
AND (has(kv, {pair2:String}) OR resource_hash IN ( -- if pair2
  SELECT hash
  FROM resources
  WHERE has(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), {pair2:String})))
AND (has(kv, {pair3:String}) OR resource_hash IN ( -- if pair3
  SELECT hash
  FROM resources
  WHERE has(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), {pair3:String})))
AND (multiIf( -- if numberKey1
    mapContains(iattr, {numberKey1:String}), toFloat64(iattr[{numberKey1:String}]),
    mapContains(nattr, {numberKey1:String}), nattr[{numberKey1:String}],
    ifNull(toFloat64OrNull(sattr[{numberKey1:String}]), nan)) BETWEEN {low1:Float64} AND {high1:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{numberKey1:String}]), nan) BETWEEN {low1:Float64} AND {high1:Float64}))
AND (multiIf( -- if numberKey2
    mapContains(iattr, {numberKey2:String}), toFloat64(iattr[{numberKey2:String}]),
    mapContains(nattr, {numberKey2:String}), nattr[{numberKey2:String}],
    ifNull(toFloat64OrNull(sattr[{numberKey2:String}]), nan)) BETWEEN {low2:Float64} AND {high2:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{numberKey2:String}]), nan) BETWEEN {low2:Float64} AND {high2:Float64}))
AND (multiIf( -- if numberKey3
    mapContains(iattr, {numberKey3:String}), toFloat64(iattr[{numberKey3:String}]),
    mapContains(nattr, {numberKey3:String}), nattr[{numberKey3:String}],
    ifNull(toFloat64OrNull(sattr[{numberKey3:String}]), nan)) BETWEEN {low3:Float64} AND {high3:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{numberKey3:String}]), nan) BETWEEN {low3:Float64} AND {high3:Float64}))
AND (multiIf( -- if typedKey1
    mapContains(nattr, {typedKey1:String}), nattr[{typedKey1:String}],
    mapContains(iattr, {typedKey1:String}), toFloat64(iattr[{typedKey1:String}]),
    nan) BETWEEN {low1:Float64} AND {high1:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{typedKey1:String}]), nan) BETWEEN {low1:Float64} AND {high1:Float64}))
AND (multiIf( -- if typedKey2
    mapContains(nattr, {typedKey2:String}), nattr[{typedKey2:String}],
    mapContains(iattr, {typedKey2:String}), toFloat64(iattr[{typedKey2:String}]),
    nan) BETWEEN {low2:Float64} AND {high2:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{typedKey2:String}]), nan) BETWEEN {low2:Float64} AND {high2:Float64}))
AND (multiIf( -- if typedKey3
    mapContains(nattr, {typedKey3:String}), nattr[{typedKey3:String}],
    mapContains(iattr, {typedKey3:String}), toFloat64(iattr[{typedKey3:String}]),
    nan) BETWEEN {low3:Float64} AND {high3:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{typedKey3:String}]), nan) BETWEEN {low3:Float64} AND {high3:Float64}))
AND {exists1:Bool} = ( -- if existsKey1
  mapContains(sattr, {existsKey1:String})
    OR mapContains(iattr, {existsKey1:String})
    OR mapContains(nattr, {existsKey1:String})
  OR mapContains(battr, {existsKey1:String}) OR JSONHas(attributes_json, {existsKey1:String})
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE mapContains(attributes, {existsKey1:String}) OR JSONHas(attributes_json, {existsKey1:String})))
AND {exists2:Bool} = ( -- if existsKey2
  mapContains(sattr, {existsKey2:String})
    OR mapContains(iattr, {existsKey2:String})
    OR mapContains(nattr, {existsKey2:String})
  OR mapContains(battr, {existsKey2:String}) OR JSONHas(attributes_json, {existsKey2:String})
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE mapContains(attributes, {existsKey2:String}) OR JSONHas(attributes_json, {existsKey2:String})))
AND {exists3:Bool} = ( -- if existsKey3
  mapContains(sattr, {existsKey3:String})
    OR mapContains(iattr, {existsKey3:String})
    OR mapContains(nattr, {existsKey3:String})
  OR mapContains(battr, {existsKey3:String}) OR JSONHas(attributes_json, {existsKey3:String})
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE mapContains(attributes, {existsKey3:String}) OR JSONHas(attributes_json, {existsKey3:String})))
