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
AND (has(kv, {pair#:String}) OR resource_hash IN ( -- repeat 3 if pair#
  SELECT hash
  FROM resources
  WHERE has(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), {pair#:String})))
AND (multiIf( -- repeat 3 if numberKey#
    mapContains(iattr, {numberKey#:String}), toFloat64(iattr[{numberKey#:String}]),
    mapContains(nattr, {numberKey#:String}), nattr[{numberKey#:String}],
    ifNull(toFloat64OrNull(sattr[{numberKey#:String}]), nan)) BETWEEN {low#:Float64} AND {high#:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{numberKey#:String}]), nan) BETWEEN {low#:Float64} AND {high#:Float64}))
AND (multiIf( -- repeat 3 if typedKey#
    mapContains(nattr, {typedKey#:String}), nattr[{typedKey#:String}],
    mapContains(iattr, {typedKey#:String}), toFloat64(iattr[{typedKey#:String}]),
    nan) BETWEEN {low#:Float64} AND {high#:Float64}
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE ifNull(toFloat64OrNull(attributes[{typedKey#:String}]), nan) BETWEEN {low#:Float64} AND {high#:Float64}))
AND {exists#:Bool} = ( -- repeat 3 if existsKey#
  mapContains(sattr, {existsKey#:String})
    OR mapContains(iattr, {existsKey#:String})
    OR mapContains(nattr, {existsKey#:String})
  OR mapContains(battr, {existsKey#:String}) OR JSONHas(attributes_json, {existsKey#:String})
  OR resource_hash IN (
    SELECT hash
    FROM resources
    WHERE mapContains(attributes, {existsKey#:String}) OR JSONHas(attributes_json, {existsKey#:String})))
