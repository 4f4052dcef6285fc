-- Rows of `version_red` for some minutes.
WITH
  affected AS (SELECT arrayJoin({minutes:Array(DateTime('UTC'))}) AS minute),
  (SELECT (toDateTime64(min(minute), 9, 'UTC'), toDateTime64(max(minute) + 60, 9, 'UTC')) FROM affected) AS extent
-- right
SELECT
  tenant,
  if(bitTest(s.folded, 0), '_OTHER', s.service) AS service,
  if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
  multiIf(bitTest(s.folded, 0), '', bitTest(s.folded, 3), '_OTHER', s.service_version) AS version,
  toDateTime(toStartOfMinute(start), 'UTC') AS minute,
  count() AS spans,
  countIf(status = 2) AS errors,
  sum(s.duration) AS duration,
  sum(toFloat64(weight)) AS estimated,
  sumIf(toFloat64(weight), status = 2) AS estimated_errors,
  sumMap(map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(1))) AS histogram,
  sumMapIf(
    map(toInt16(floor(log2(s.duration + 1) * 4)), toInt64(round((least(weight, 1e9) - 1) * 1024))),
    weight > 1) AS sampled_out
FROM spans AS s
WHERE start >= extent.1 AND start < extent.2 AND toStartOfMinute(start) IN (SELECT minute FROM affected)
  AND entry
GROUP BY tenant, s.service, s.service_version, s.folded, s.environment, minute
-- stored
WHERE minute >= extent.1 AND minute < extent.2 AND minute IN (SELECT minute FROM affected)
