-- Durations over time, of all services or one, from the roll-up by service: how many spans in each step and bucket
-- of floor(log2(ns + 1) * 4).
SELECT toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time, sumMap(histogram) AS durations
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')} AND ({all:UInt8} = 1 OR entry)
  AND ({service:String} = '' OR service = {service:String}) AND ({environment:String} = '' OR environment = {environment:String})
GROUP BY time
ORDER BY time
