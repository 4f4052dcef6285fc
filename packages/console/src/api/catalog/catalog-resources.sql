-- Attributes of the resources that sent something in the range.
SELECT
  toString(service) AS service,
  toString(service_version) AS version,
  arraySort(groupUniqArrayArray(300)(arrayMap(key -> toString(key), mapKeys(attributes)))) AS keys,
  toString(toUnixTimestamp(max(r.seen))) AS lastSeconds
FROM resources AS r
WHERE r.seen >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 HOUR
  AND service = {service:String} -- if service
GROUP BY service, version
ORDER BY count() DESC, service, version
LIMIT 2000
