-- Names of events that arrived in these hours, except Telltale's own.
SELECT toString(name) AS name
FROM shapes
WHERE signal = 'logs' AND hour >= {from:DateTime64(9, 'UTC')} AND hour < {to:DateTime64(9, 'UTC')}
  AND name != '' AND NOT startsWith(name, 'telltale.') AND NOT startsWith(name, 'weaver.')
GROUP BY name
ORDER BY name
LIMIT {limit:UInt32}
