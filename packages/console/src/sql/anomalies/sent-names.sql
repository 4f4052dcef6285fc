-- The types of transactions and the journeys of which these services of tenants sent records.
SELECT DISTINCT
  toString(e.tenant) AS tenant,
  toString(e.service) AS service,
  toString(e.kind) AS kind,
  toString(e.name) AS name
FROM business_events AS e
WHERE e.kind IN ('transaction', 'journey')
  AND e.ts >= toDateTime64({since:UInt32}, 9, 'UTC')
  AND e.tenant IN {tenants:Array(String)}
  AND (e.tenant, e.service) IN (
    SELECT
      pair.1,
      pair.2
    FROM (SELECT arrayJoin(arrayZip({tenants:Array(String)}, {services:Array(String)})) AS pair))
LIMIT 100000
