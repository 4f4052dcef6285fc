-- Records of workflows in the range that match the parameters of the request.
FROM business_events
WHERE kind = 'workflow' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND name = {type:String} -- if type
  AND environment = {environment:String} -- if environment
