-- The services that had spans in a period, except the doctor's.
SELECT toString(service) AS name
FROM service_red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service != {doctor:String}
  AND environment = {environment:String} -- if environment
GROUP BY service
ORDER BY service
LIMIT {limit:UInt32}
