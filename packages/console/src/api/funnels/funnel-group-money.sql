-- What the transactions of people in one funnel are worth, by the value of an attribute that their latest record of the
-- step `atStep` has.
-- include group-money-columns
    SELECT
      person,
      level,
      isOpen,
      if(value = '', 'none', 'value') AS kind,
      multiIf(
        {by:String} = 'service.name', service, mapContains(own, {by:String}), own[{by:String}], ofResource[{by:String}]
      ) AS value,
      1. AS standsFor
    FROM (
      -- include funnel-facts
      ) AS facts
    LEFT ANY JOIN (
      SELECT
        hash,
        attributes AS ofResource
      FROM resources) AS ofResources ON resource_hash = hash
-- include group-money-people
