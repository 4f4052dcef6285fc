-- The people whom `group-money-columns` counts. Conditions choose the steps that count and not the transactions.
    ) AS valued
  INNER JOIN (
    -- include people-money
    ) AS ofPerson ON ofPerson.person = valued.person
  WHERE hasFinished OR isLost)
GROUP BY kind, value, currency
ORDER BY people DESC, kind, value, currency
LIMIT 400
