-- Values of attributes, for completion, that only rows of the person had, and the person's id as a value.
SELECT *
FROM attribute_values
WHERE tenant = {tenant:String} AND (
  hex(SHA256(value)) = {person:String}
    OR (value != '' AND has({values:Array(String)}, hex(SHA256(concat(key, '=', value))))))
