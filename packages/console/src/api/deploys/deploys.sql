-- Deploys of the range, the latest first: reported deploys (a document each), and versions that were first seen
-- without a report. A page of them, by time, service, environment and version. The version before is the one that ran
-- until then, or last before it; of several the one that was first seen last.
WITH
  reported AS (
    SELECT
      JSONExtractString(body, 'service') AS service,
      JSONExtractString(body, 'environment') AS environment,
      JSONExtractString(body, 'version') AS version,
      fromUnixTimestamp64Milli(JSONExtractInt(body, 'timeMs'), 'UTC') AS time,
      JSONExtractString(body, 'link') AS link,
      JSONExtractString(body, 'note') AS note
    FROM (
      SELECT argMax(d.body, d.version) AS body FROM documents AS d WHERE startsWith(d.kind, 'deploy/') GROUP BY d.kind
    )),
  seen AS (
    SELECT
      toString(v.service) AS service,
      toString(v.environment) AS environment,
      toString(v.version) AS version,
      min(v.first) AS first,
      max(v.last) AS last
    FROM versions AS v GROUP BY service, environment, version),
  history AS (
    SELECT
      service AS of_service,
      environment AS of_environment,
      groupArray((first, last, version)) AS versions_seen
    FROM seen GROUP BY service, environment)
SELECT
  service,
  environment,
  version,
  toString(toUnixTimestamp64Nano(at)) AS timeNs,
  toString(toUnixTimestamp64Nano(seenAt)) AS seenNs,
  arrayReduce('max', arrayMap(
    one -> (least(one.2, at), one.1, one.3),
    arrayFilter(one -> one.1 < at AND one.3 != version, versions_seen))).3 AS previous,
  source,
  link,
  note
FROM (
  SELECT
    reported.service AS service,
    reported.environment AS environment,
    reported.version AS version,
    toDateTime64(reported.time, 9, 'UTC') AS at,
    toDateTime64(seen.first, 9, 'UTC') AS seenAt,
    'reported' AS source,
    link,
    note
  FROM reported
  LEFT JOIN seen
    ON reported.service = seen.service AND reported.environment = seen.environment AND reported.version = seen.version
  UNION ALL
  SELECT
    service,
    environment,
    version,
    first,
    first,
    'seen',
    '',
    ''
  FROM seen
  WHERE (service, environment, version) NOT IN (SELECT service, environment, version FROM reported)) AS deployed
LEFT JOIN history ON deployed.service = of_service AND deployed.environment = of_environment
WHERE at >= {from:DateTime64(9, 'UTC')} AND at < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
  AND (at, service, environment, version) < ( -- if cursorTime
    {cursorTime:DateTime64(9, 'UTC')}, {cursorService:String}, {cursorEnvironment:String}, {cursorVersion:String})
ORDER BY at DESC, service DESC, environment DESC, version DESC
LIMIT {limit:UInt32}
