-- The value of the attribute `by` of the process of a row that has a `resource_hash`.
LEFT ANY JOIN ( -- if by
    SELECT
      hash,
      attributes[{by:String}] AS ofProcess
    FROM resources
  ) AS ofProcesses ON resource_hash = hash
