-- The operations of one service in the range, and those before it from `since` on (`isEarlier`): `limit` of each
-- period, by their total time before sampling in the range, so that both have the same ones; `allMs` and `total` are of
-- all of them. Of spans that are stored the time is known, of those that were sampled out the bucket of
-- floor(log2(ns + 1) * 4).
WITH sumMap(r.sampled_out) AS sampledOut
SELECT
  minute < {from:DateTime64(9, 'UTC')} AS isEarlier,
  toString(name) AS operation,
  kind,
  max(r.entry) AS hasEntries,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  (sum(r.duration)
    + arraySum(
      (bucket, n) -> n / 1024 * exp2((bucket + 0.5) / 4), mapKeys(sampledOut), mapValues(sampledOut))) / 1e6 AS totalMs,
  sum(totalMs) OVER (PARTITION BY isEarlier) AS allMs,
  count() OVER (PARTITION BY isEarlier) AS total,
  (
    -- include estimated-durations
  ) AS durations
FROM red AS r
WHERE service = {service:String}
  AND environment = {environment:String} -- if environment
  AND minute >= {since:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
GROUP BY isEarlier, name, kind
HAVING spans > 0
ORDER BY sum(if(isEarlier, 0, totalMs)) OVER (PARTITION BY name, kind) DESC, totalMs DESC, operation, kind
LIMIT {limit:UInt32} BY isEarlier
