-- The person's id where some attribute that is no id has it as its value.
SELECT *
FROM attribute_values
WHERE tenant = {tenant:String} AND hex(SHA256(value)) = {person:String}
