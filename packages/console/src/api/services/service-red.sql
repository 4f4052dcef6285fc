-- One service by step: rate, errors and durations of its entries, and the count of all its spans.
SELECT
  toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
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
  AND minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
GROUP BY time
ORDER BY time
