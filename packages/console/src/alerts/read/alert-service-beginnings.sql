-- First and last minute with requests of each service and day, in Unix seconds: from them follows when it began.
SELECT
  toString(service) AS name,
  toUnixTimestamp(min(minute)) AS first,
  toUnixTimestamp(max(minute)) AS last
FROM service_red
WHERE minute >= toDateTime(intDiv({fromMs:Int64}, 1000), 'UTC')
  AND minute < toDateTime(intDiv({toMs:Int64} + 999, 1000), 'UTC')
  AND entry
  AND service IN {services:Array(String)} -- if services
GROUP BY
  service,
  toDate(minute)
ORDER BY
  name,
  first
LIMIT {most:UInt32}
