-- The groups of errors that people decided about (a document each), with what happened since: errors after a group was
-- resolved, in versions that it had not occurred in, and more errors of a day than it was ignored with.
WITH
  decided AS (
    SELECT
      substring(d.kind, 7) AS fingerprint,
      argMax(d.body, d.version) AS body
    FROM documents AS d
    WHERE startsWith(d.kind, 'error/')
      AND d.kind IN (SELECT concat('error/', arrayJoin({fingerprints:Array(String)}))) -- if fingerprints
    GROUP BY d.kind),
  states AS (
    SELECT
      fingerprint,
      body,
      fromUnixTimestamp64Milli(JSONExtractInt(body, 'sinceMs'), 'UTC') AS since,
      JSONExtractString(body, 'state') AS state,
      JSONExtract(body, 'versions', 'Array(String)') AS versions
    FROM decided),
  later AS (
    SELECT
      fingerprint,
      max(errors) AS most,
      sum(freshErrors) AS fresh,
      argMinIf(freshVersion, first, freshErrors > 0) AS version
    FROM (
      SELECT
        e.fingerprint AS fingerprint,
        uniqExact(e.identity) AS errors,
        uniqExactIf(e.identity, NOT has(s.versions, toString(e.service_version))) AS freshErrors,
        minIf(e.ts, NOT has(s.versions, toString(e.service_version))) AS first,
        argMinIf(toString(e.service_version), e.ts, NOT has(s.versions, toString(e.service_version))) AS freshVersion
      FROM errors AS e
      INNER JOIN states AS s ON e.fingerprint = s.fingerprint
      WHERE s.state != 'open' AND e.ts > s.since
        AND e.ts > (SELECT min(since) FROM states WHERE state != 'open')
        AND e.fingerprint IN (SELECT fingerprint FROM states WHERE state != 'open')
      GROUP BY fingerprint, intDiv(toUnixTimestamp(e.ts) - toUnixTimestamp(s.since), 86400))
    GROUP BY fingerprint)
SELECT
  states.fingerprint AS fingerprint,
  states.body AS body,
  JSONExtractString(states.body, 'assignee') AS assignee,
  later.version AS version,
  states.state = 'resolved' AND later.fresh > 0 AS isBack,
  states.state = 'ignored' AND JSONExtractString(states.body, 'until') = 'grows'
    AND later.most > JSONExtractUInt(states.body, 'limit') AS hasGrown,
  if(isBack OR hasGrown, 'open', states.state) AS stateNow
FROM states LEFT JOIN later ON states.fingerprint = later.fingerprint
