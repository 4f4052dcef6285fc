-- Inserts first and last seen of the rows received since again: they are a minimum and a maximum, so nothing counts
-- twice.
INSERT INTO versions (tenant, service, environment, version, first, last)
SELECT
  tenant,
  service,
  if(bitTest(s.folded, 2), '_OTHER', s.environment) AS environment,
  service_version AS version,
  min(start) AS first,
  max(start) AS last
FROM spans AS s
WHERE service_version != '' AND NOT bitTest(folded, 0) AND NOT bitTest(folded, 3)
  AND received >= {since:DateTime('UTC')}
GROUP BY tenant, service, s.environment, folded, version
