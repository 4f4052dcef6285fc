-- First and last sights are least and greatest values: adding those of what was received since completes them.
INSERT INTO versions (tenant, service, environment, version, first, last)
SELECT tenant, service, environment, service_version AS version, min(start) AS first, max(start) AS last
FROM spans
WHERE service_version != '' AND received >= {since:DateTime('UTC')}
GROUP BY tenant, service, environment, version
