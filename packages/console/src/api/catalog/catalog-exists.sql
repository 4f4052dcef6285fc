-- Whether an application declared a catalog.
SELECT 1 AS found
FROM definitions
WHERE startsWith(kind, 'catalog')
LIMIT 1
