-- Rate, errors and durations of each service except the doctor's, by step, from the roll-up by minute. Entries
-- (server, consumer, root) are the service's own figures; the spans count all. Durations are counts by
-- floor(log2(ns + 1) * 4). The limit is that of 3,000 services with 60 steps each.
SELECT
  toString(service) AS name,
  toString(environment) AS environment,
  toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sum(r.spans) AS spans,
  sumIf(r.spans, entry) AS entries,
  sumIf(r.estimated, entry) AS estimatedEntries,
  sumIf(r.errors, entry) AS errors,
  sumMapIf(histogram, entry) AS durations
FROM service_red AS r
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service != {doctor:String}
GROUP BY service, environment, time
ORDER BY service, environment, time
LIMIT 200000
