-- Rows of `edges` for some minutes: entries of services joined with their parents in other services. A parent is looked
-- for in the ten minutes before. One number represents tenant, trace and span: a join by three columns takes several
-- times the memory and the time.
WITH
  affected AS (SELECT arrayJoin({minutes:Array(DateTime('UTC'))}) AS minute),
  (SELECT (toDateTime64(min(minute), 9, 'UTC'), toDateTime64(max(minute) + 60, 9, 'UTC')) FROM affected) AS extent
-- right
SELECT
  child.tenant AS tenant,
  if(bitTest(parent.folded, 0), '_OTHER', parent.service) AS caller,
  if(bitTest(child.folded, 0), '_OTHER', child.service) AS callee,
  if(bitTest(child.folded, 2), '_OTHER', child.environment) AS environment,
  toDateTime(toStartOfMinute(child.start), 'UTC') AS minute,
  count() AS calls,
  countIf(child.status = 2) AS errors,
  sum(child.duration) AS duration,
  sum(toFloat64(child.weight)) AS estimated,
  sumIf(toFloat64(child.weight), child.status = 2) AS estimated_errors,
  sumMap(map(toInt16(floor(log2(child.duration + 1) * 4)), toInt64(1))) AS histogram,
  sumMapIf(
    map(toInt16(floor(log2(child.duration + 1) * 4)), toInt64(round((least(child.weight, 1e9) - 1) * 1024))),
    child.weight > 1) AS sampled_out
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
-- stored
WHERE minute >= extent.1 AND minute < extent.2 AND minute IN (SELECT minute FROM affected)
