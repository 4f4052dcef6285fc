-- The value of one attribute of a span as text, empty when absent. The caller knows where the values are
-- (api/attributes/attribute-place.ts); those of resources are in `held`.
ifNull(toString({column:Identifier}), '') AS value -- if column
{words:Array(String)}[{wordColumn:Identifier} + 1] AS value -- if wordColumn
transform(resource_hash, held.1, held.2, '') AS value -- if resourceKey
sattr[{stringKey:String}] AS value -- if stringKey
if(mapContains(iattr, {intKey:String}), toString(iattr[{intKey:String}]), '') AS value -- if intKey
if(mapContains(nattr, {doubleKey:String}), toString(nattr[{doubleKey:String}]), '') AS value -- if doubleKey
multiIf( -- if numberKey
  mapContains(nattr, {numberKey:String}), toString(nattr[{numberKey:String}]),
  mapContains(iattr, {numberKey:String}), toString(iattr[{numberKey:String}]),
  '') AS value
if(mapContains(battr, {boolKey:String}), toString(battr[{boolKey:String}]), '') AS value -- if boolKey
multiIf( -- if anyKey
  mapContains(sattr, {anyKey:String}), sattr[{anyKey:String}],
  mapContains(iattr, {anyKey:String}), toString(iattr[{anyKey:String}]),
  mapContains(nattr, {anyKey:String}), toString(nattr[{anyKey:String}]),
  mapContains(battr, {anyKey:String}), toString(battr[{anyKey:String}]),
  '') AS value
