-- In which versions groups were seen, over all that is kept: where a group came up, and whether it is over.
SELECT fingerprint, toString(service_version) AS version, uniqExact(ts, identity) AS count, uniqExactIf(user_id, user_id != '') AS users,
  toString(toUnixTimestamp64Nano(min(ts))) AS firstNs, toString(toUnixTimestamp64Nano(max(ts))) AS lastNs
FROM errors
WHERE fingerprint IN {fingerprints:Array(String)} AND ({environment:String} = '' OR environment = {environment:String})
  AND ({service:String} = '' OR service = {service:String})
GROUP BY fingerprint, version
ORDER BY fingerprint, min(ts), version
LIMIT 200 BY fingerprint
LIMIT 10000
