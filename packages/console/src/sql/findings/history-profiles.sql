-- What a run of each profile costs by hour, of runs that no other run overlapped: CPU and growth of the heap, an item
-- where items are known. Of seven days.
SELECT
  tenant,
  service,
  environment,
  name,
  groupArray(hour) AS times,
  groupArray(runs) AS counts,
  groupArray(cpu) AS cpuMs,
  groupArray(memory) AS memoryBytes
FROM (
  SELECT
    tenant,
    service,
    environment,
    name,
    hour,
    toFloat64(count()) AS runs,
    quantile(0.5)(cpu_ms / items) AS cpu,
    quantile(0.5)(memory_bytes / items) AS memory
  FROM (
    SELECT
      toString(b.tenant) AS tenant,
      toString(b.service) AS service,
      toString(b.environment) AS environment,
      toString(b.name) AS name,
      toUnixTimestamp(toStartOfHour(ts)) AS hour,
      toFloat64OrZero(attributes['telltale.profile.cpu_user_ms']) + toFloat64OrZero(
        attributes['telltale.profile.cpu_system_ms']) AS cpu_ms,
      toFloat64OrZero(attributes['telltale.profile.memory_delta_bytes']) AS memory_bytes,
      greatest(1, toFloat64OrZero(attributes['telltale.profile.items'])) AS items
    FROM business_events AS b
    WHERE kind = 'profile' AND phase = 'ended'
      AND ts >= toDateTime64({hour:UInt32} - 604800, 9, 'UTC')
      AND ts < toDateTime64({hour:UInt32} + 3600, 9, 'UTC')
      AND attributes['telltale.profile.process_wide'] != 'true'
      AND attributes['error.type'] = ''
    LIMIT 1 BY tenant, uid)
  GROUP BY tenant, service, environment, name, hour
  HAVING runs >= 10)
GROUP BY tenant, service, environment, name
HAVING has(times, {hour:UInt32}) AND length(times) >= 12
ORDER BY tenant, sum(runs) DESC, service, environment, name
LIMIT {each:UInt32} BY tenant
