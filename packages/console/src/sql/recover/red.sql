-- What is missing in `red` for the minutes in which something was received since: true figures minus those that are there.
-- Sums wrap around at 2^64, so a difference can be added, never mind its sign, and running this twice changes nothing.
INSERT INTO red (tenant, service, environment, name, kind, entry, minute, spans, errors, duration, histogram)
WITH affected AS (
  SELECT DISTINCT toStartOfMinute(start) FROM spans WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
)
SELECT tenant, service, environment, name, kind, entry, minute,
  toUInt64(sum(n)) AS spans, toUInt64(sum(failed)) AS errors, toUInt64(sum(total)) AS duration,
  mapApply((k, v) -> (k, toUInt64(v)), sumMap(buckets)) AS histogram
FROM (
  SELECT tenant, service, environment, name, kind, kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute,
    toInt64(count()) AS n, toInt64(countIf(status = 2)) AS failed, toInt64(sum(s.duration)) AS total,
    sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS buckets
  FROM spans AS s
  WHERE start >= {from:DateTime64(9, 'UTC')} AND start <= {to:DateTime64(9, 'UTC')} AND toStartOfMinute(start) IN affected
  GROUP BY tenant, service, environment, name, kind, entry, minute
  UNION ALL
  SELECT tenant, service, environment, name, kind, entry, minute,
    -toInt64(sum(r.spans)), -toInt64(sum(r.errors)), -toInt64(sum(r.duration)),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM red AS r
  WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')}) AND minute <= {to:DateTime64(9, 'UTC')} AND minute IN affected
  GROUP BY tenant, service, environment, name, kind, entry, minute
)
GROUP BY tenant, service, environment, name, kind, entry, minute
HAVING sum(n) != 0 OR sum(failed) != 0 OR sum(total) != 0 OR notEmpty(sumMap(buckets))
