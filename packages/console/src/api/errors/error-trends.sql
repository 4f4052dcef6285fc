-- How often errors of some groups occurred in each step of the range.
SELECT
  fingerprint,
  toString(toUnixTimestamp64Milli(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})))) AS time,
  uniqExact(identity) AS count
FROM errors
-- include error-conditions
  AND fingerprint IN {fingerprints:Array(String)}
GROUP BY fingerprint, time
