-- The records of `funnelSteps` of the journey `type` in the range; with `hours` only those in one of these hours.
FROM business_events
WHERE kind = 'journey' AND phase = 'step' AND name = {type:String} AND step IN {funnelSteps:Array(String)}
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
  AND toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))} -- if hours
