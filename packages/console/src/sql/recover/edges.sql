-- Adds what is missing in `edges` for some minutes: entries of services joined with their parents in other services, as
-- differences as in `red`. A parent is looked for in the ten minutes before. One number stands for tenant, trace and
-- span: a join by three columns takes several times the memory and the time.
INSERT INTO edges (tenant, caller, callee, environment, minute, calls, errors, duration, estimated, histogram)
WITH
  affected AS (SELECT arrayJoin({minutes:Array(DateTime('UTC'))}) AS minute),
  (SELECT (toDateTime64(min(minute), 9, 'UTC'), toDateTime64(max(minute) + 60, 9, 'UTC')) FROM affected) AS extent
SELECT
  tenant,
  caller,
  callee,
  environment,
  minute,
  toUInt64(sum(n)) AS calls,
  toUInt64(sum(failed)) AS errors,
  toUInt64(sum(total)) AS duration,
  sum(weighted) AS estimated,
  mapApply((k, v) -> (k, toUInt64(v)), sumMap(buckets)) AS histogram
FROM (
  SELECT
    child.tenant AS tenant,
    if(bitTest(parent.folded, 0), '_OTHER', parent.service) AS caller,
    if(bitTest(child.folded, 0), '_OTHER', child.service) AS callee,
    if(bitTest(child.folded, 2), '_OTHER', child.environment) AS environment,
    toDateTime(toStartOfMinute(child.start), 'UTC') AS minute,
    toInt64(count()) AS n,
    toInt64(countIf(child.status = 2)) AS failed,
    toInt64(sum(child.duration)) AS total,
    sum(toFloat64(child.weight)) AS weighted,
    sumMap(map(toInt16(floor(log2(child.duration + 1) * 4)), toInt64(1))) AS buckets
  FROM (
    SELECT
      cityHash64(tenant, trace_id, span_id) AS key,
      service,
      folded
    FROM spans
    WHERE start >= extent.1 - toIntervalMinute(10) AND start < extent.2
  ) AS parent
  INNER JOIN (
    SELECT
      tenant,
      cityHash64(tenant, trace_id, parent_id) AS key,
      service,
      folded,
      environment,
      start,
      duration,
      status,
      weight
    FROM spans
    WHERE start >= extent.1 AND start < extent.2 AND toStartOfMinute(start) IN (SELECT minute FROM affected)
      AND kind IN (2, 5) AND parent_id != toFixedString('', 8)
  ) AS child ON child.key = parent.key
  WHERE child.service != parent.service AND NOT (bitTest(parent.folded, 0) AND bitTest(child.folded, 0))
  GROUP BY tenant, parent.service, parent.folded, child.service, child.folded, child.environment, minute
  UNION ALL
  SELECT
    tenant,
    caller,
    callee,
    environment,
    minute,
    -toInt64(sum(r.calls)),
    -toInt64(sum(r.errors)),
    -toInt64(sum(r.duration)),
    -sum(r.estimated),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM edges AS r
  WHERE minute >= extent.1 AND minute < extent.2 AND minute IN (SELECT minute FROM affected)
  GROUP BY tenant, caller, callee, environment, minute
)
GROUP BY tenant, caller, callee, environment, minute
HAVING sum(n) != 0 OR sum(failed) != 0 OR sum(total) != 0 OR arrayExists(v -> v != 0, mapValues(sumMap(buckets)))
