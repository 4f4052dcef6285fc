-- Conditions on the attributes of a row, which are in `keys` and `texts`.
AND hasAll(arrayMap((k, v) -> concat(k, '=', v), keys, texts), {rowPairs:Array(String)}) -- if rowPairs
AND NOT hasAny(arrayMap((k, v) -> concat(k, '=', v), keys, texts), {rowNotPairs:Array(String)}) -- if rowNotPairs
AND hasAll(keys, {rowHas:Array(String)}) -- if rowHas
AND NOT hasAny(keys, {rowLacks:Array(String)}) -- if rowLacks
AND arrayAll( -- if rowNumberKeys
  (k, low, high) -> ifNull(toFloat64OrNull(texts[indexOf(keys, k)]), nan) BETWEEN low AND high,
  {rowNumberKeys:Array(String)},
  {rowLows:Array(Float64)},
  {rowHighs:Array(Float64)})
