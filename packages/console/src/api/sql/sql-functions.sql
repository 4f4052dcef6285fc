-- Names of functions, for completion. Aliases for other SQL dialects are left out.
SELECT name FROM system.functions
WHERE alias_to = '' AND NOT startsWith(name, '__')
ORDER BY name
LIMIT 5000
