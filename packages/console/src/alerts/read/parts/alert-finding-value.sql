-- The attribute `key` of a finding, as text behind `=`; empty without the attribute.
multiIf(
  {key:String} = 'service.name', concat('=', toString(service)),
  {key:String} = 'service.version' AND version != '', concat('=', toString(version)),
  {key:String} = 'deployment.environment.name' AND environment != '', concat('=', toString(environment)),
  {key:String} = 'finding', concat('=', toString(findings.kind)),
  {key:String} = 'operation', concat('=', toString(operation)),
  '')
