-- Tenants that have rules, or states of alerts that may need a message, each with a number that differs after each
-- change of a stored rule, objective or silence.
SELECT
  toString(tenant) AS tenant,
  toString(max(state)) AS documents
FROM (
  SELECT
    tenant,
    sum(cityHash64(kind, version)) AS state
  FROM (
    SELECT DISTINCT
      tenant,
      kind,
      version
    FROM documents
    WHERE startsWith(kind, 'alert-'))
  GROUP BY tenant
  UNION ALL
  SELECT DISTINCT
    tenant,
    0 AS state
  FROM alert_records
  WHERE kind = 'state')
GROUP BY tenant
ORDER BY tenant
LIMIT 100000
