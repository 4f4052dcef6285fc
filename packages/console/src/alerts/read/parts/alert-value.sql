-- The attribute `key` of a span or log record, else of its resource, as text behind `=`; empty without the attribute.
-- The other parameters are the same key, each given when the map of its type may hold it. `only` is for texts of which
-- only the value is requested: the engine reads a part of the map, in which an empty text looks like a missing one.
multiIf(
  {key:String} = 'service.name', concat('=', toString(service)),
  sattr[{only:String}] != '', concat('=', sattr[{only:String}]), -- if only
  mapContains(sattr, {text:String}), concat('=', sattr[{text:String}]), -- if text
  mapContains(iattr, {whole:String}), concat('=', toString(iattr[{whole:String}])), -- if whole
  mapContains(nattr, {double:String}), concat('=', toString(nattr[{double:String}])), -- if double
  mapContains(battr, {bool:String}), if(battr[{bool:String}], '=true', '=false'), -- if bool
  -- include alert-resource-value
)
