-- What the transactions of people in one funnel are worth, by the value of an attribute in their trace of the step
-- `atStep`.
-- include group-money-columns
    SELECT
      person,
      level,
      isOpen,
      kind,
      value,
      if(kind = 'none', 1., standsFor) AS standsFor
    FROM (
      -- include people-by-trace
      )
-- include group-money-people
