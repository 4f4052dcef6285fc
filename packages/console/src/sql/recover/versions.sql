-- Inserts first and last seen of the rows received since again: they are a minimum and a maximum, so nothing counts
-- twice.
INSERT INTO versions (tenant, service, environment, version, first, last)
SELECT
  tenant,
  service,
  environment,
  service_version AS version,
  min(start) AS first,
  max(start) AS last
FROM spans
WHERE service_version != '' AND folded % 2 = 0 AND received >= {since:DateTime('UTC')}
GROUP BY tenant, service, environment, version
