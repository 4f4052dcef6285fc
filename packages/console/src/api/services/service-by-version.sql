-- The entry spans of one service by version.
SELECT
  toString(version) AS versionName,
  toUnixTimestamp(min(minute)) AS firstTime,
  toUnixTimestamp(max(minute)) AS lastTime,
  sum(r.spans) AS entries,
  sum(r.estimated) AS estimatedEntries,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  (
    -- include estimated-durations
  ) AS durations,
  count() OVER () AS total
FROM version_red AS r
WHERE service = {service:String}
  AND environment = {environment:String} -- if environment
  AND minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
GROUP BY version
HAVING entries > 0
ORDER BY lastTime DESC, firstTime DESC, versionName
LIMIT 50
