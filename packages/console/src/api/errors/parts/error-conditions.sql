-- Errors of the range that match the parameters of the request; `newSince`: of groups that were first seen after it, in
-- the same environment and service.
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND fingerprint = {fingerprint:String} -- if fingerprint
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
  AND handled = ({handled:String} = 'true') -- if handled
  AND positionCaseInsensitiveUTF8(concat(type, ' ', message, ' ', place), {search:String}) > 0 -- if search
  AND fingerprint NOT IN (SELECT fingerprint FROM errors WHERE true -- if newSince
      AND environment = {environment:String} -- if environment
      AND service = {service:String} -- if service
      AND ts < {newSince:DateTime64(9, 'UTC')})
