-- The records that a page counts: of journeys, with `withEnds` ended transactions, too; of transactions, also after
-- the range, where they may have ended; of interactions; of workflows.
AND (kind = 'journey' -- when ofSteps
      OR (kind = 'transaction' AND phase = 'ended') -- when withEnds
    )
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
AND kind = 'transaction' -- when ofTransactions
  AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {readUntil:DateTime64(9, 'UTC')}
AND kind = 'interaction' AND phase = 'ended' -- when ofInteractions
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
AND kind = 'workflow' -- when ofInstances
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
