-- How many notes there are.
SELECT toString(uniqExact(n.id)) AS notes FROM notes AS n LIMIT 1
