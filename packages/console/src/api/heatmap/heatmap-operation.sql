-- The same of one operation, from the roll-up by operation.
SELECT toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time, sumMap(histogram) AS durations
FROM red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')} AND ({all:UInt8} = 1 OR entry) AND name = {name:String}
  AND ({service:String} = '' OR service = {service:String}) AND ({environment:String} = '' OR environment = {environment:String})
GROUP BY time
ORDER BY time
