-- Durations over time, of all services or one, from the roll-up by service: how many spans each step has in each
-- bucket of floor(log2(ns + 1) * 4).
SELECT
  toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sumMap(histogram) AS durations
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND entry = {entry:Bool} -- if entry
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY time
ORDER BY time
