-- Messages that are to be sent and are not done, of all tenants: of each the next ones behind a place, in the order in
-- which they were decided, with the last attempt of each channel. The first
-- of each tenant come first, so that a tenant with many does not fill the answer. `versions` and `ids` have a place
-- more than `tenants`, the first: that of a tenant without one.
-- Rounds that were stored after a newer term of their tenant had begun do not count (alerts/parts/alert-terms.sql).
WITH
  terms AS (
    SELECT
      toString(tenant) AS tenant,
      argMax(body, version) AS term,
      JSONExtractUInt(term, 'begun') AS begun,
      JSONExtractUInt(term, 'unjudged') AS unjudged,
      JSONExtract(term, 'ends', 'Array(UInt64)') AS ends
    FROM alert_records
    WHERE kind = 'term' AND ts = toDateTime64(0, 3, 'UTC')
    GROUP BY tenant),
  page AS (
    SELECT *
    FROM (
      SELECT
        n.tenant AS tenant,
        n.id AS id,
        n.newest AS newest,
        n.text AS text,
        row_number() OVER (PARTITION BY n.tenant ORDER BY n.newest, n.id) AS rank
      FROM (
        SELECT
          toString(r.tenant) AS tenant,
          r.id AS id,
          max(r.version) AS newest,
          argMax(r.body, r.version) AS text
        FROM alert_records AS r
        WHERE kind = 'notice' AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
          AND (r.tenant, r.id) NOT IN (
            SELECT
              tenant,
              id
            FROM alert_records
            WHERE kind = 'done' AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'))
        GROUP BY ALL) AS n LEFT JOIN terms AS t ON n.tenant = t.tenant
      WHERE (n.newest, n.id) > (
          arrayElement({versions:Array(UInt64)}, indexOf({tenants:Array(String)}, n.tenant) + 1),
          arrayElement({ids:Array(String)}, indexOf({tenants:Array(String)}, n.tenant) + 1))
        AND (n.newest >= t.begun OR n.newest <= t.unjudged
          OR n.newest <= arrayFirst(e -> bitShiftRight(e, 32) = bitShiftRight(n.newest, 32), t.ends)))
    WHERE rank <= {each:UInt32}
    ORDER BY rank, tenant
    LIMIT {most:UInt32})
SELECT
  p.tenant AS tenant,
  p.id AS id,
  toString(p.newest) AS version,
  p.text AS body,
  d.steps AS deliveries
FROM page AS p LEFT JOIN (
  SELECT
    tenant,
    noticeId,
    groupArray(step) AS steps
  FROM (
    SELECT
      toString(r.tenant) AS tenant,
      JSONExtractString(r.id, 1) AS noticeId,
      argMax(r.body, JSONExtractUInt(r.id, 3)) AS step
    FROM alert_records AS r
    WHERE kind = 'delivery' AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
      AND detail IN ('sent', 'retry', 'dead', 'unrouted')
      AND (toString(r.tenant), JSONExtractString(r.id, 1)) IN (
        SELECT
          tenant,
          id
        FROM page)
    GROUP BY tenant, noticeId, JSONExtractString(r.id, 2))
  GROUP BY ALL) AS d
ON p.tenant = d.tenant AND p.id = d.noticeId
ORDER BY p.rank, p.tenant
