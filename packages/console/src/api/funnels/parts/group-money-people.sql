-- The people whom `group-money-columns` counts. Conditions choose the steps that count and not the transactions. The
-- rows of a value, one a currency, stay together.
    ) AS valued
  INNER JOIN (
    -- include people-money
    ) AS ofPerson ON ofPerson.person = valued.person
  WHERE hasFinished OR isLost)
GROUP BY kind, value, currency
ORDER BY sum(people) OVER (PARTITION BY kind, value) DESC, kind, value, people DESC, currency
LIMIT 401
