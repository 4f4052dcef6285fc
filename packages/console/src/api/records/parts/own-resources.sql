-- The attributes of the process of a row that has a `resource_hash`, where `details` are asked for.
LEFT ANY JOIN ( -- when details
    SELECT
      hash,
      mapFilter((k, v) -> k != 'service.name', attributes) AS ofResource
    FROM resources
  ) AS ofResources ON resource_hash = hash
