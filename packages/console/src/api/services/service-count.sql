-- How many services have spans in the range, the doctor's not counted.
SELECT uniqExact(service) AS services
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service != {doctor:String}
  AND environment = {environment:String} -- if environment
LIMIT 1
