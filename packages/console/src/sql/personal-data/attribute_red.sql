-- Figures by the person's id, if an attribute that holds it has a roll-up.
SELECT
  tenant,
  key,
  value,
  service,
  environment,
  time
FROM attribute_red
WHERE tenant = {tenant:String} AND hex(SHA256(value)) = {person:String}
