-- The versions in which a group of errors occurred, and how often it occurred in the last day.
SELECT
  arrayFilter(version -> version != '', groupUniqArray(200)(toString(service_version))) AS versions,
  uniqExactIf(identity, ts >= fromUnixTimestamp64Milli({dayAgoMs:Int64}, 'UTC')) AS lastDay,
  count() AS errors
FROM errors
WHERE fingerprint = {fingerprint:String}
