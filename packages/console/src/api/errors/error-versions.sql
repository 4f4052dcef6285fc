-- The versions in which each group occurred, over all stored data, in the order in which they came up there; of more
-- than 50 the first 25 and the latest.
SELECT
  fingerprint,
  if(versionCount > 50, arrayConcat(arraySlice(inOrder, 1, 25), arraySlice(inOrder, -25)), inOrder) AS versions,
  versionCount - length(versions) AS truncatedVersions,
  toString(toUnixTimestamp64Nano(first)) AS firstNs,
  toString(toUnixTimestamp64Nano(last)) AS lastNs
FROM (
  SELECT
    fingerprint,
    arrayMap(pair -> pair.2, arraySort(groupArrayIf((since, version), version != ''))) AS inOrder,
    length(inOrder) AS versionCount,
    min(since) AS first,
    max(until) AS last
  FROM (
    SELECT
      fingerprint,
      leftUTF8(toString(service_version), 128) AS version,
      min(ts) AS since,
      max(ts) AS until
    FROM errors
    WHERE fingerprint IN {fingerprints:Array(String)}
      AND environment = {environment:String} -- if environment
      AND service = {service:String} -- if service
    GROUP BY fingerprint, version)
  GROUP BY fingerprint)
