-- Whether errors are stored that stand for more than themselves.
SELECT 1 AS found
FROM errors
WHERE weight != 1
  AND ts >= {from:DateTime64(9, 'UTC')} -- if from
  AND ts < {to:DateTime64(9, 'UTC')} -- if to
  AND fingerprint = {fingerprint:String} -- if fingerprint
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
LIMIT 1
