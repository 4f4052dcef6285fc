-- Attributes of resources, by hash. A resource is written again now and then; each is returned once.
SELECT
  toString(hash) AS id,
  any(attributes) AS attributes,
  any(attributes_json) AS attributesJson
FROM resources
WHERE hash IN {hashes:Array(UInt64)}
GROUP BY hash
