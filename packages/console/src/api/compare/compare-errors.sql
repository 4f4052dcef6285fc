-- Groups of errors of a side, the most frequent first: before sampling, and stored.
SELECT
  fingerprint,
  leftUTF8(toString(argMax(errors.type, ts)), 256) AS type,
  leftUTF8(argMax(errors.message, ts), 256) AS message,
  toString(argMax(service, ts)) AS serviceName,
  -- include estimated-errors
  uniqExact(identity) AS stored
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
  AND service_version = {version:String} -- if version
GROUP BY fingerprint
ORDER BY stored DESC, fingerprint
LIMIT {limit:UInt32}
