-- How often a group came in each step of the range.
SELECT toString(toUnixTimestamp64Milli(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})))) AS time, uniqExact(ts, identity) AS count
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND fingerprint = {fingerprint:String}
  AND ({environment:String} = '' OR environment = {environment:String}) AND ({service:String} = '' OR service = {service:String})
  AND ({handled:String} = '' OR handled = ({handled:String} = 'true'))
GROUP BY time
