-- Groups of errors of a side, the most frequent first.
SELECT
  fingerprint,
  leftUTF8(toString(argMax(errors.type, ts)), 256) AS type,
  leftUTF8(argMax(errors.message, ts), 256) AS message,
  toString(argMax(service, ts)) AS serviceName,
  uniqExact(identity) AS records
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
GROUP BY fingerprint
ORDER BY records DESC, fingerprint
LIMIT {limit:UInt32}
