-- Durations over time of one operation, from the roll-up by operation.
SELECT
  toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sumMap(histogram) AS durations
FROM red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')} AND name = {name:String}
  AND entry = {entry:Bool} -- if entry
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY time
ORDER BY time
