-- Processes whose memory is above what it was six hours before: the least of it in each ten minutes, so that what is
-- collected does not count.
SELECT
  tenant,
  service,
  environment,
  times,
  floors
FROM (
  SELECT
    tenant,
    of_hash,
    any(service) AS service,
    any(environment) AS environment,
    groupArray(time) AS times,
    groupArray(floor) AS floors,
    argMin(floor, time) AS earliest,
    argMax(floor, time) AS latest
  FROM (
    SELECT
      p.tenant AS tenant,
      p.hash AS of_hash,
      any(n.service) AS service,
      any(n.environment) AS environment,
      toUnixTimestamp(toStartOfTenMinutes(p.ts)) AS time,
      min(p.value) AS floor
    FROM samples AS p INNER JOIN (
      SELECT
        s.tenant AS tenant,
        s.hash AS hash,
        toString(any(s.service)) AS service,
        toString(any(s.environment)) AS environment
      FROM series AS s
      WHERE s.name = 'process.memory.usage'
        AND s.seen >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 8 DAY
      GROUP BY tenant, hash) AS n
      ON p.tenant = n.tenant AND p.hash = n.hash
    WHERE p.hash IN (
        SELECT s.hash
        FROM series AS s
        WHERE s.name = 'process.memory.usage'
          AND s.seen >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 8 DAY)
      AND p.ts >= toDateTime64({hour:UInt32} - 18000, 9, 'UTC')
      AND p.ts < toDateTime64({hour:UInt32} + 3600, 9, 'UTC')
      AND isFinite(p.value)
      AND NOT bitTest(p.flags, 0)
    GROUP BY tenant, of_hash, time)
  GROUP BY tenant, of_hash
  HAVING count() >= 18)
WHERE latest >= 1.2 * earliest AND latest - earliest >= 33554432
ORDER BY tenant, latest - earliest DESC, service, environment, of_hash
LIMIT {each:UInt32} BY tenant
