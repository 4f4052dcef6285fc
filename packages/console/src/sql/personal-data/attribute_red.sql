-- Figures by the person's id, where an attribute that holds it is rolled up.
SELECT tenant, key, value, service, environment, time
FROM attribute_red
WHERE tenant = {tenant:String} AND hex(SHA256(value)) = {person:String}
