-- The attribute `key` of a span or log record, else of its resource, as text behind `=`; empty without the attribute.
multiIf(
  {key:String} = 'service.name', concat('=', toString(service)),
  mapContains(sattr, {key:String}), concat('=', sattr[{key:String}]),
  mapContains(iattr, {key:String}), concat('=', toString(iattr[{key:String}])),
  mapContains(nattr, {key:String}), concat('=', toString(nattr[{key:String}])),
  mapContains(battr, {key:String}), if(battr[{key:String}], '=true', '=false'),
  -- include alert-resource-value
)
