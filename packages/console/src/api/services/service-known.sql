-- Services with spans from `after` until `since`. `after` bounds what is read: the roll-up is kept much longer.
SELECT toString(service) AS name
FROM service_red
WHERE minute >= {after:DateTime64(9, 'UTC')} AND minute < {since:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY service
LIMIT 100000
