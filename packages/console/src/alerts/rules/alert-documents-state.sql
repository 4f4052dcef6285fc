-- One number that differs after each change of a stored rule, objective or silence.
SELECT toString(sum(cityHash64(kind, version))) AS state
FROM (SELECT DISTINCT kind, version FROM documents WHERE startsWith(kind, 'alert-') LIMIT 1000000)
LIMIT 1
