-- How often a group of errors occurred in each step of the range.
SELECT
  toString(toUnixTimestamp64Milli(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})))) AS time,
  uniqExact(ts, identity) AS count
FROM errors
-- include error-conditions
GROUP BY time
