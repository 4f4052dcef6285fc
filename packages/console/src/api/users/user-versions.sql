-- Versions of services, and devices by their attributes, that a user's records name, the latest first.
SELECT
  service,
  version,
  arrayStringConcat(
    arrayDistinct(
      arrayFilter(text -> text != '', arrayMap(key -> attributes[key], {deviceKeys:Array(String)}))), ', ') AS device,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs
FROM (
  -- include user-records
)
GROUP BY service, version, device
ORDER BY max(ts) DESC, service, version, device
LIMIT 100
