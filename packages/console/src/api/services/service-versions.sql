-- The versions of each service that ran in the range: of each service first those that run at its end, that is which
-- sent spans in the last five minutes of the service there, the newest first. No service keeps those of others out.
SELECT
  name,
  version,
  toString(toUnixTimestamp64Nano(since)) AS firstNs,
  running,
  toString(toUnixTimestamp64Nano(runningSince)) AS runningNs,
  runningCount
FROM (
  SELECT
    name,
    version,
    min(began) AS since,
    max(runs) AS running,
    minIf(began, runs) AS runningSince,
    countIf(running) OVER (PARTITION BY name) AS runningCount,
    row_number() OVER (PARTITION BY name ORDER BY running DESC, since DESC, version) AS place
  FROM (
    SELECT
      toString(service) AS name,
      toString(version) AS version,
      min(first) AS began,
      least(max(last), {to:DateTime64(9, 'UTC')}) AS ended,
      ended + INTERVAL 5 MINUTE >= max(ended) OVER (PARTITION BY service, environment) AS runs
    FROM versions
    WHERE length(versions.version) <= 1000
      AND service = {service:String} -- if service
      AND environment = {environment:String} -- if environment
    GROUP BY service, environment, versions.version
    HAVING max(last) >= {from:DateTime64(9, 'UTC')} AND min(first) < {to:DateTime64(9, 'UTC')})
  GROUP BY name, version)
WHERE place <= {each:UInt32}
ORDER BY place, since DESC
LIMIT 10000
