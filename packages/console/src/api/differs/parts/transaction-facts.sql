-- Transactions that ended in the range, with their attributes.
SELECT * -- when ofTransactions
  FROM (
    -- include transaction-timeouts
    SELECT
      cityHash64(type, id) AS row,
      traces,
      ended AS at,
      [outcome] AS outcomes,
      durationMs,
      amount,
      hasAmount,
      currency,
      user,
      service,
      own,
      resource_hash
    FROM (
      -- include transactions-of-people
      )
    WHERE isEnded AND at >= {from:DateTime64(9, 'UTC')} AND at < {to:DateTime64(9, 'UTC')})
