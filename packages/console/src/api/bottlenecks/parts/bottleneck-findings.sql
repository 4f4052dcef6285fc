-- Findings of the range that match the parameters of the request.
FROM findings AS f FINAL
WHERE f.ts >= {from:DateTime64(9, 'UTC')}
  AND f.ts < {to:DateTime64(9, 'UTC')}
  AND NOT f.gone
  AND f.fingerprint = {fingerprint:String} -- if fingerprint
  AND f.fingerprint IN {fingerprints:Array(String)} -- if fingerprints
  AND f.environment = {environment:String} -- if environment
  AND f.service = {service:String} -- if service
  AND f.kind = {bottleneck:String} -- if bottleneck
