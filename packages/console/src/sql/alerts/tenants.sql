-- Tenants that have rules, or states of alerts that may need a message.
SELECT DISTINCT tenant FROM documents WHERE startsWith(kind, 'alert-')
UNION DISTINCT
SELECT DISTINCT tenant FROM alert_records WHERE kind = 'state'
ORDER BY tenant
LIMIT 1000
