-- The services of a list: those with most spans in the range, without the doctor's. A longer name is over every budget
-- of names.
SELECT service
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service != {doctor:String} AND length(service) <= 1000
  AND environment = {environment:String} -- if environment
GROUP BY service
ORDER BY sum(spans) DESC, service
LIMIT {services:UInt32}
