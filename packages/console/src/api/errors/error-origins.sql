-- The resources of some errors, by the times and identities of their log records.
SELECT
  concat(toString(toUnixTimestamp64Nano(ts)), '-', toString(identity)) AS id,
  toString(service) AS serviceName,
  toString(resource_hash) AS resourceId
FROM logs
WHERE toStartOfHour(ts) IN (SELECT toStartOfHour(arrayJoin({times:Array(DateTime64(9, 'UTC'))})))
  AND ts IN {times:Array(DateTime64(9, 'UTC'))}
  AND identity IN {identities:Array(UInt64)}
  AND event_name = 'exception'
LIMIT 1 BY id
LIMIT 100
