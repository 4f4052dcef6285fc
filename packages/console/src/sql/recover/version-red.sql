-- Adds what is missing in `version_red` for some minutes, as differences as in `red`.
INSERT INTO version_red (
  tenant, service, environment, version, minute, spans, errors, duration, estimated, histogram)
WITH
  affected AS (SELECT arrayJoin({minutes:Array(DateTime('UTC'))}) AS minute),
  (SELECT (toDateTime64(min(minute), 9, 'UTC'), toDateTime64(max(minute) + 60, 9, 'UTC')) FROM affected) AS extent
SELECT
  tenant,
  service,
  environment,
  version,
  minute,
  toUInt64(sum(n)) AS spans,
  toUInt64(sum(failed)) AS errors,
  toUInt64(sum(total)) AS duration,
  sum(weighted) AS estimated,
  mapApply((k, v) -> (k, toUInt64(v)), sumMap(buckets)) AS histogram
FROM (
  SELECT
    tenant,
    if(bitTest(s.folded, 0), '_OTHER', s.service) AS service,
    if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
    multiIf(bitTest(s.folded, 0), '', bitTest(s.folded, 3), '_OTHER', s.service_version) AS version,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute,
    toInt64(count()) AS n,
    toInt64(countIf(status = 2)) AS failed,
    toInt64(sum(s.duration)) AS total,
    sum(toFloat64(weight)) AS weighted,
    sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS buckets
  FROM spans AS s
  WHERE start >= extent.1 AND start < extent.2 AND toStartOfMinute(start) IN (SELECT minute FROM affected)
    AND (kind IN (2, 5) OR parent_id = toFixedString('', 8))
  GROUP BY tenant, s.service, s.service_version, s.folded, s.environment, minute
  UNION ALL
  SELECT
    tenant,
    service,
    environment,
    version,
    minute,
    -toInt64(sum(r.spans)),
    -toInt64(sum(r.errors)),
    -toInt64(sum(r.duration)),
    -sum(r.estimated),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM version_red AS r
  WHERE minute >= extent.1 AND minute < extent.2 AND minute IN (SELECT minute FROM affected)
  GROUP BY tenant, service, environment, version, minute
)
GROUP BY tenant, service, environment, version, minute
HAVING sum(n) != 0 OR sum(failed) != 0 OR sum(total) != 0 OR arrayExists(v -> v != 0, mapValues(sumMap(buckets)))
