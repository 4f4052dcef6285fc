-- Inserts the names of states and events received since again: last times do not change.
INSERT INTO workflow_names (tenant, name, day, text, last)
SELECT
  tenant,
  name,
  toDate(ts) AS day,
  text,
  max(ts) AS last
FROM business_events ARRAY JOIN [toString(state), toString(step)] AS text
WHERE kind = 'workflow' AND text != '' AND received >= {since:DateTime('UTC')}
GROUP BY tenant, name, day, text
