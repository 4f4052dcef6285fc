-- Errors of the range that match the parameters of the request.
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND fingerprint = {fingerprint:String} -- if fingerprint
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
  AND handled = ({handled:String} = 'true') -- if handled
