-- Names of functions, for completion; those that exist for the sake of other dialects are left out.
SELECT name FROM system.functions
WHERE alias_to = '' AND NOT startsWith(name, '__')
ORDER BY name
LIMIT 5000
