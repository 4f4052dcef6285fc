-- The versions in which groups occurred, over all stored data: in which version a group was new, and whether it still
-- occurs.
SELECT
  fingerprint,
  toString(service_version) AS version,
  uniqExact(identity) AS count,
  uniqExactIf(user_id, user_id != '') AS users,
  toString(toUnixTimestamp64Nano(min(ts))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs
FROM errors
WHERE fingerprint IN {fingerprints:Array(String)}
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
GROUP BY fingerprint, version
ORDER BY fingerprint, min(ts), version
LIMIT 200 BY fingerprint
LIMIT 10000
