-- Resources that sent spans in the range, each with its first span there, the earliest first.
SELECT
  toString(service) AS ofService,
  toString(resource_hash) AS resource,
  toString(toUnixTimestamp64Nano(min(start))) AS firstNs
FROM spans
WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND start >= {from:DateTime64(9, 'UTC')}
  AND start < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY service, resource_hash
ORDER BY min(start), resource
LIMIT {limit:UInt32}
