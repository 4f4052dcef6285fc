-- One service by step: rate, errors and durations of its entries. What is before the range, from `since` on, is one row
-- with the time 0.
SELECT
  if(
    minute < {from:DateTime64(9, 'UTC')}, 0,
    toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32})))) AS time,
  toUnixTimestamp(min(minute)) AS first,
  sumIf(r.spans, entry) AS entries,
  sumIf(r.estimated, entry) AS estimatedEntries,
  sumIf(r.errors, entry) AS errors,
  sumIf(r.estimated_errors, entry) AS estimatedErrors,
  (
    -- include estimated-request-durations
  ) AS durations
FROM service_red AS r
WHERE service = {service:String}
  AND environment = {environment:String} -- if environment
  AND minute >= {since:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
GROUP BY time
ORDER BY time
