-- The attribute `key` of an error, as text behind `=`; empty without the attribute.
multiIf(
  {key:String} = 'service.name', concat('=', toString(service)),
  {key:String} = 'service.version' AND service_version != '', concat('=', toString(service_version)),
  {key:String} = 'deployment.environment.name' AND environment != '', concat('=', toString(environment)),
  {key:String} = 'exception.type', concat('=', toString(errors.type)),
  {key:String} = 'user.id' AND user_id != '', concat('=', user_id),
  {key:String} = 'session.id' AND session_id != '', concat('=', session_id),
  '')
