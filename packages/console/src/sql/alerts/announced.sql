-- Changes and browser messages of all tenants since a time, of each tenant the latest first: what another console has
-- announced. Tenants take turns, and each has 500 at most: one with many hides no other.
-- Without changes of rounds that were stored after a newer term had begun (alerts/parts/alert-terms.sql).
WITH terms AS (
  SELECT
    toString(tenant) AS tenant,
    argMax(body, version) AS term,
    JSONExtractUInt(term, 'begun') AS begun,
    JSONExtractUInt(term, 'unjudged') AS unjudged,
    JSONExtract(term, 'ends', 'Array(UInt64)') AS ends
  FROM alert_records
  WHERE kind = 'term' AND ts = toDateTime64(0, 3, 'UTC')
  GROUP BY tenant)
SELECT
  tenant,
  kind,
  id,
  body
FROM (
  SELECT
    tenant,
    kind,
    id,
    body,
    row_number() OVER (PARTITION BY tenant ORDER BY ts DESC, id DESC) AS rank
  FROM (
    SELECT
      n.tenant AS tenant,
      n.kind AS kind,
      n.id AS id,
      n.body AS body,
      n.ts AS ts
    FROM (
      SELECT
        toString(tenant) AS tenant,
        kind,
        ts,
        id,
        version,
        body
      FROM alert_records
      WHERE kind IN ('change', 'shown') AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')) AS n
      LEFT JOIN terms AS t ON n.tenant = t.tenant
    WHERE n.kind = 'shown' OR n.version >= t.begun OR n.version <= t.unjudged
      OR n.version <= arrayFirst(e -> bitShiftRight(e, 32) = bitShiftRight(n.version, 32), t.ends)
    ORDER BY n.ts DESC, n.id DESC
    LIMIT 1 BY tenant, kind, n.ts, id))
WHERE rank <= 500
ORDER BY rank, tenant
LIMIT 5000
