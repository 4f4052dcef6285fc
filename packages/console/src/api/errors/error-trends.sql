-- How often errors of some groups occurred in each step of the range, before sampling. Few weights occur: the errors of
-- each are counted once, and then weighted.
SELECT
  fingerprint,
  round(sum(n * weight)) AS count,
  time
FROM (
  SELECT
    fingerprint,
    weight,
    uniqExact(identity) AS n,
    toString(toUnixTimestamp64Milli(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})))) AS time
  FROM errors
  -- include error-conditions
    AND fingerprint IN {fingerprints:Array(String)}
  GROUP BY fingerprint, time, weight)
GROUP BY fingerprint, time
