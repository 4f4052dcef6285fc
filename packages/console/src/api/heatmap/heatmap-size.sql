-- How many spans the range has, by the roll-up: what a query of the spans would read.
SELECT sum(spans) AS spans
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
LIMIT 1
