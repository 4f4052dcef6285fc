-- How many spans there are, from the roll-up.
SELECT sum(r.spans) AS spans
FROM service_red AS r
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
