-- The latest versions in which a group occurred, over all stored data, the one that came up last first: in which
-- version the group was new, and whether it still occurs.
SELECT
  leftUTF8(toString(service_version), 1000) AS version,
  -- include estimated-errors
  uniqExact(identity) AS stored,
  uniqExactIf(user_id, user_id != '') AS users,
  toString(toUnixTimestamp64Nano(min(ts))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs,
  toString(argMax(identity, ts)) AS lastIdentity,
  count() OVER () AS total
FROM errors
WHERE fingerprint = {fingerprint:String}
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
GROUP BY version
ORDER BY min(ts) DESC, version DESC
LIMIT 200
